using Faucet.Core.Amounts;
using Faucet.Core.Ledger;

namespace Faucet.Engine.Ledger;

/// <summary>One movement between two accounts, never changed and never deleted (the database refuses both).</summary>
/// <remarks>Moving from one account to another in one row keeps the ledger balanced by construction, as in TigerBeetle.</remarks>
public sealed class LedgerTransfer
{
    public const int MaximumReferenceLength = 80;

    public long Id { get; init; }

    public required long Debit { get; init; }

    public required long Credit { get; init; }

    /// <summary>Positive.</summary>
    public required Money Amount { get; init; }

    public required TransferKind Kind { get; init; }

    /// <summary>The business event; unique together with <see cref="Kind"/>.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset At { get; init; }
}
