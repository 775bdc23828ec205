using Faucet.Core.Addresses;
using Faucet.Core.Claims;
using Faucet.Core.Clients;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Settings;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

public sealed class ClaimClockTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The clock is set between any two looks at it while a claim is decided: the wait holds nevertheless.</summary>
    [Theory]
    [InlineData(0, 400)]
    [InlineData(-400, 0)]
    public async Task A_clock_that_is_set_while_a_claim_is_decided_ends_no_wait(int daysBefore, int daysAfter)
    {
        await using var world = await FaucetWorld.CreateAsync();
        var wall = new SettableClock(world.Time);
        using var clock = new ClaimClock(world.Database, wall);
        var writer = new ClaimWriter(world.Database, world.Get<SettingsStore>(), clock, wall);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => writer.RunAsync(stop.Token), Token);
        Assert.IsType<CreditResult.Credited>(await writer.CreditAsync(Claim(world, 0), Token));

        int looks;
        var atLook = 0;
        do
        {
            atLook++;
            wall.Looked = null;
            wall.AheadBy = TimeSpan.FromDays(daysBefore);
            await clock.FollowAsync(Token);
            looks = 0;
            wall.Looked = () => wall.AheadBy = TimeSpan.FromDays(++looks >= atLook ? daysAfter : daysBefore);
            var result = await writer.CreditAsync(Claim(world, atLook), Token);
            Assert.True(result is CreditResult.Refused, $"Set at look {atLook}: {result}");
        }
        while (looks >= atLook);

        output.WriteLine($"Set at each of {atLook - 1} looks.");
        Assert.True(atLook > 2);
        await stop.CancelAsync();
        await writing;
        await world.AssertLedgerHoldsAsync();
    }

    private static PendingClaim Claim(FaucetWorld world, int number) => new(
        [.. Enumerable.Repeat((byte)number, 16)],
        Assert.IsType<AddressReading.Accepted>(AddressCodec.Decode(FaucetWorld.Address(1), BitcoinNetwork.Regtest)).Address,
        world.Get<ClientKeys>().KeysOf(FaucetWorld.Client(number), FaucetWorld.Visitor(number), world.Time.GetUtcNow()),
        CaptchaFacts.None,
        NetworkKinds.None,
        0);
}
