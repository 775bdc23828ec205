using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>The faucet's database is restored from a backup that is older than a payout; the node knows better.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestBackupTests(RegtestNode regtest)
{
    /// <summary>A claim that the backup does not know is lost with it; what was paid for it is the owner's loss, and nobody else's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_from_before_a_payout_stops_all_payouts_until_the_operator_names_it_and_pays_nobody_twice(bool isInBatch)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.FillWalletAsync(1);
        RegtestWorld? copy = null;
        if (isInBatch)
        {
            await world.FillWalletAsync(2);
            world.Node.AfterFunding = async () => copy = await world.CopyAsync();
        }
        else
        {
            copy = await world.CopyAsync();
            await world.FillWalletAsync(2);
        }

        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        var forgotten = Assert.Single(await world.AttemptsAsync());

        await using var restored = copy!;
        await restored.FillWalletAsync(3);
        await restored.WaitAsync(TimeSpan.FromMinutes(2));
        await restored.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Contains($"{forgotten.TxId}, which this ledger does not know", await restored.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Contains("payouts declare", Assert.IsType<ResumeOutcome.Refused>(await ResumeAsync(restored)).Reason, StringComparison.Ordinal);
        Assert.Empty(await restored.AttemptsAsync());

        var declared = Assert.IsType<DeclareOutcome.Declared>(
            await restored.Faucet.Get<SpendDeclaration>().DeclareAsync(forgotten.TxId, "test", "Made after the backup.", CancellationToken.None));
        Assert.Equal((isInBatch ? 2 : 1, isInBatch ? 0 : RegtestWorld.Drip), (declared.Settled, declared.Elsewhere.Satoshis));
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(restored));
        await restored.SettleAsync();

        await AssertPaidOnceAsync(restored);
        await using var db = restored.Faucet.Database.Open();
        Assert.Equal(FreezeCause.UnknownSpend, (await db.PayoutFreezes.SingleAsync()).Cause);
    }

    /// <remarks>Its coins are spent as far as the node goes: by the payment itself, which the backup does not know was signed.</remarks>
    [Fact]
    public async Task A_backup_from_the_moment_before_a_payout_was_signed_finds_that_payout_and_makes_no_other()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        RegtestWorld? copy = null;
        world.Node.BeforeSigning = async () => copy = await world.CopyAsync();
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();

        await using var restored = copy!;
        Assert.Equal(TransactionState.Recorded, Assert.Single(await restored.AttemptsAsync()).State);
        await restored.FillWalletAsync(3);
        await restored.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(await restored.HoldReasonAsync());
        await restored.SettleAsync();

        await AssertPaidOnceAsync(restored);
        Assert.Equal((await world.AttemptsAsync()).Single().SignedHex, (await restored.AttemptsAsync())[0].SignedHex);
        Assert.Equal(2, (await restored.AttemptsAsync()).Count);
    }

    private static Task<ResumeOutcome> ResumeAsync(RegtestWorld world) =>
        world.Faucet.Get<PayoutResume>().ResumeAsync("test", "Looked into it.", booksDifference: false, CancellationToken.None);

    private static async Task AssertPaidOnceAsync(RegtestWorld restored)
    {
        await restored.AssertAllPaidOnceAsync();
        var paid = await restored.PaidOnChainAsync();
        Assert.All([1, 2, 3], number => Assert.Equal(RegtestWorld.Drip, paid.GetValueOrDefault(RegtestWorld.ScriptOf(restored.AddressOf(number)))));
    }
}
