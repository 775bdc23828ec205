using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Payouts;

/// <summary>The process is killed (SIGKILL) at each step of the payout protocol, on a real node, and started again: paid once.</summary>
public sealed class KilledPayoutTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    private const int Drip = 5_000;

    /// <summary>Each boundary of the protocol: what the node has just been asked, or has just done.</summary>
    public static TheoryData<string, CallSide> Steps => new()
    {
        { "createrawtransaction", CallSide.Asked },    // after claim, before fund
        { "fundrawtransaction", CallSide.Asked },
        { "fundrawtransaction", CallSide.Done },       // coins locked, reply lost
        { "signrawtransactionwithwallet", CallSide.Asked },  // after record
        { "signrawtransactionwithwallet", CallSide.Done },   // signed, not stored
        { "sendrawtransaction", CallSide.Asked },      // stored, not sent
        { "sendrawtransaction", CallSide.Done },       // sent, not marked
        { "gettransaction", CallSide.Asked },          // marked, tracking
        { "gettransaction", CallSide.Done },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Pays_once_when_killed_at(string method, CallSide side)
    {
        node.SkipUnlessAvailable();
        await using var proxy = await RpcProxy.StartAsync(node.RpcUrl);
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, proxy.Url, RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        var address = await node.ForeignAddressAsync();
        var killed = 0;
        proxy.OnCall = (called, at) =>
        {
            if (called != method || at != side || Interlocked.Exchange(ref killed, 1) == 1)
            {
                return true;
            }

            faucet.Kill();
            return false;
        };
        await RegtestFaucet.PayAtOneDripAsync(faucet, Drip);
        using (var visitor = new Visitor(faucet.Url))
        {
            Assert.Equal(303, (int)(await visitor.ClaimAsync(address, await visitor.SolveAsync())).StatusCode);
        }

        await Eventually.HoldsAsync($"the faucet is killed at {method}, {side}", async () =>
        {
            // Tracking needs something to track, which a block brings about as well as time.
            await node.MineAsync(side == CallSide.Done || method == "gettransaction" ? 1 : 0);
            return faucet.HasExited;
        });
        await faucet.StartAsync();
        await RegtestFaucet.MineUntilPaidAsync(faucet, node, payouts: 1);

        Assert.Equal(Money.FromSatoshis(Drip), await RegtestFaucet.ReceivedAsync(node, address));
        await faucet.AssertLedgerVerifiesAsync();
    }
}
