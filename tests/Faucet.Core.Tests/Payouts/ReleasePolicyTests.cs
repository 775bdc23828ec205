using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

public sealed class ReleasePolicyTests
{
    private static readonly FaucetSettings Settings = new() { BatchCount = 10, BatchAge = TimeSpan.FromHours(6) };

    [Theory]
    [InlineData(0, 360, false)]
    [InlineData(1, 359, false)]
    [InlineData(1, 360, true)]
    [InlineData(9, 0, false)]
    [InlineData(10, 0, true)]
    public void A_batch_leaves_by_count_or_by_age(int waiting, int minutes, bool leaves) =>
        Assert.Equal(leaves, ReleasePolicy.ShouldRelease(waiting, TimeSpan.FromMinutes(minutes), Settings));

    [Fact]
    public void A_batch_only_moves_along_its_protocol()
    {
        var legal = from start in Enum.GetValues<BatchState>()
                    from end in Enum.GetValues<BatchState>()
                    where BatchTransitions.Allows(start, end)
                    select $"{start}→{end}";

        Assert.Equal(
            [
                "Claimed→Recorded", "Recorded→Claimed", "Recorded→Prepared", "Prepared→Broadcast", "Prepared→Confirming",
                "Broadcast→Confirming", "Confirming→Broadcast", "Confirming→Final",
            ],
            legal);
    }
}
