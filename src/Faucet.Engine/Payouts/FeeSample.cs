using Faucet.Core.Amounts;

namespace Faucet.Engine.Payouts;

/// <summary>What the network asked for once, so that the release policy knows a cheap fee from a dear one.</summary>
public sealed class FeeSample
{
    /// <summary>The start of the span that it stands for; the key, so that two workers can't take two samples of one span.</summary>
    public required DateTimeOffset At { get; init; }

    public required FeeRate Rate { get; init; }
}
