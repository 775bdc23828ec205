using Faucet.Core.Amounts;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>How a new play chain begins; an existing journal keeps what it began with.</summary>
public sealed record SandboxNodeOptions
{
    /// <summary>Where the chain is kept. Null: in memory only.</summary>
    public string? JournalPath { get; init; }

    /// <summary>The coins that the wallet starts with, confirmed, as deposits.</summary>
    public IReadOnlyList<Money> Treasury { get; init; } = [.. Enumerable.Repeat(Money.FromBitcoin(0.2m), 5)];

    /// <summary>Blocks on top of the treasury's.</summary>
    public int TreasuryDepth { get; init; } = 6;

    /// <summary>Decides keys, and so addresses and ids: a simulation repeats itself with the same bytes. Null: drawn at random.</summary>
    public IReadOnlyList<byte>? Seed { get; init; }

    /// <summary>What the sandbox answers when it is asked for an estimate.</summary>
    public FeeRate EstimatedFeeRate { get; init; } = FeeRate.FromSatoshisPerVByte(2);
}
