using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>A visitor who names an address of the faucet's own wallet. Paid to itself, the payout would be booked as gone and lie in the wallet.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestOwnAddressTests(RegtestNode regtest)
{
    public enum Own
    {
        /// <summary>The pages show it to donors.</summary>
        Refill,

        /// <summary>Everybody sees it on the chain, and a raised fee pays its change there once more.</summary>
        ChangeUnderWay,

        /// <summary>Only the wallet knows it yet.</summary>
        NextChange,
    }

    [Theory]
    [InlineData(Own.Refill)]
    [InlineData(Own.ChangeUnderWay)]
    [InlineData(Own.NextChange)]
    public async Task An_address_of_the_faucet_itself_is_never_paid_says_so_and_keeps_nobody_else_waiting(Own which)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m), Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        var own = await FindAsync(world, which);
        var claim = await world.ClaimAsync(own, visitor: 2);
        await world.FillWalletAsync(3);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        await world.SettleAsync();

        await world.AssertAllPaidOnceAsync();
        var statement = await world.Faucet.WalletAsync(claim.WalletId);
        Assert.Equal("This address belongs to the faucet itself.", statement.BlockedReason);
        Assert.Equal(RegtestWorld.Drip, statement.Balance.Satoshis);
        Assert.Empty(statement.Withdrawals);
        var attempts = await world.AttemptsAsync();
        Assert.Equal(3, attempts.Count);
        Assert.DoesNotContain(
            attempts.SelectMany(attempt => RawTransaction.Parse(attempt.UnsignedHex).Outputs),
            output => output.ScriptPubKey == RegtestWorld.ScriptOf(own) && output.Amount.Satoshis == RegtestWorld.Drip);
    }

    /// <summary>Where it was not known as the wallet's own while the withdrawal was opened.</summary>
    [Fact]
    public async Task A_batch_that_would_pay_the_faucet_itself_is_neither_recorded_nor_signed()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        world.Node.KnowsNoAddressOfItsOwn = true;
        await world.ClaimAsync(await FindAsync(world, Own.Refill), visitor: 1);
        await world.CycleAsync();

        var batch = Assert.Single(await world.BatchesAsync());
        Assert.Equal(BatchState.Claimed, batch.State);
        Assert.Contains("own checks", batch.WaitingReason, StringComparison.Ordinal);
        Assert.Empty(await world.AttemptsAsync());
        Assert.Empty(await world.LocksAsync());
        await world.AssertHoldsAsync();
    }

    private async Task<string> FindAsync(RegtestWorld world, Own which)
    {
        switch (which)
        {
            case Own.Refill:
                return (await world.Faucet.Get<RefillAddress>().FindAsync(CancellationToken.None))!;
            case Own.ChangeUnderWay:
                var sent = Assert.Single(await world.AttemptsAsync());
                var change = RawTransaction.Parse(sent.SignedHex!).Outputs.Single(output => output.Amount == sent.Change);
                return AddressCodec.Encode(change.ScriptPubKey, BitcoinNetwork.Regtest);
            default:
                return (await regtest.RpcAsync("getrawchangeaddress", wallet: world.Wallet)).GetString()!;
        }
    }
}
