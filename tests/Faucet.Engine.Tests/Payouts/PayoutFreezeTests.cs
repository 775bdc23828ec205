using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Whatever looks foreign stops all payouts until a person has looked, and no way out pays anybody twice.</summary>
public sealed class PayoutFreezeTests
{
    private const string Who = "test";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task An_operator_freezes_and_resumes_and_what_was_sent_is_tracked_meanwhile(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        await world.Faucet.Get<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, "Moving house.", CancellationToken.None);
        var late = await world.FillWalletAsync(2);

        await world.HealAsync();

        Assert.Equal((PayoutWorld.Drip, 0), (world.PaidOnChain(1), world.PaidOnChain(2)));
        Assert.Contains("Moving house.", await world.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Empty((await world.Faucet.WalletAsync(late)).Withdrawals);
        await using (var db = world.Faucet.Database.Open())
        {
            Assert.Equal(WithdrawalState.Final, await db.Withdrawals.Select(w => w.State).SingleAsync());
        }

        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        Assert.IsType<ResumeOutcome.NotFrozen>(await ResumeAsync(world));
    }

    /// <remarks>The right node comes back by itself as little as the wrong one came.</remarks>
    [Theory]
    [InlineData(true, FreezeCause.OtherWallet)]
    [InlineData(false, FreezeCause.OtherChain)]
    public async Task A_node_that_is_another_freezes_until_the_right_one_is_back_and_the_operator_has_said_so(bool hasOtherWallet, FreezeCause cause)
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        await world.FillWalletAsync(2);
        var other = new string('0', 64);
        world.Node.Mistake = status => hasOtherWallet ? status with { WalletFingerprint = other } : status with { GenesisHash = other };

        await world.HealAsync();
        Assert.Equal(0, world.PaidOnChain(2));
        Assert.IsType<ResumeOutcome.Refused>(await ResumeAsync(world));
        await using (var db = world.Faucet.Database.Open())
        {
            Assert.Equal(cause, (await db.PayoutFreezes.SingleAsync()).Cause);
            Assert.Equal(WithdrawalState.Batched, (await db.Withdrawals.SingleAsync()).State);
        }

        world.Node.Mistake = null;
        await world.HealAsync();
        Assert.Equal((PayoutWorld.Drip, 0), (world.PaidOnChain(1), world.PaidOnChain(2)));
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    /// <remarks>Each call to the node up to the broadcast, and the moments before a batch was made.</remarks>
    [Fact]
    public async Task A_database_restored_from_any_moment_of_a_payout_pays_nobody_twice()
    {
        var frozen = 0;
        for (var call = 1; call <= 40; call++)
        {
            await using var world = await PayoutWorld.CreateAsync();
            await world.CycleAsync();
            await world.FillWalletAsync(1);
            await world.FillWalletAsync(2);
            world.Node.Fault = (world.Node.Calls + call, FaultPoint.Before);
            try
            {
                await world.CycleAsync();
            }
            catch (CrashException)
            {
                // The moment of the copy.
            }

            await using var copy = await world.CopyAsync();
            await world.HealAsync();
            await world.AssertAllPaidOnceAsync(2);

            await copy.HealAsync();
            if (await copy.HoldReasonAsync() is not null)
            {
                frozen++;
                await DeclareAllAsync(copy);
                var resumed = await ResumeAsync(copy);
                Assert.True(resumed is ResumeOutcome.Resumed, $"call {call}: {resumed}");
                await copy.HealAsync();
            }

            Assert.Null(await copy.HoldReasonAsync());
            await copy.AssertAllPaidOnceAsync(2);
        }

        Assert.InRange(frozen, 5, 39);
    }

    [Fact]
    public async Task A_raised_fee_that_a_restored_database_has_forgotten_is_an_attempt_of_the_same_batch()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        await using var copy = await world.CopyAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(8);
        world.Faucet.Time.Advance(TimeSpan.FromHours(2));
        await world.CycleAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);

        await copy.HealAsync();
        Assert.Contains("does not know", await copy.HoldReasonAsync(), StringComparison.Ordinal);
        await DeclareAllAsync(copy);
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(copy));
        await copy.HealAsync();

        await copy.AssertAllPaidOnceAsync(1);
        await using var db = copy.Faucet.Database.Open();
        Assert.Equal(1, await db.PayoutBatches.CountAsync());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_payment_that_is_not_ours_freezes_until_it_is_declared_and_is_the_owners_loss(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.CycleAsync();
        var stolen = await SpendBehindTheFaucetAsync(world);
        await world.FillWalletAsync(1);

        await world.CycleAsync();
        Assert.Contains(stolen.ToString(), await world.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Contains("payouts declare", Assert.IsType<ResumeOutcome.Refused>(await ResumeAsync(world)).Reason, StringComparison.Ordinal);
        Assert.Contains("0 of 3 confirmations", Assert.IsType<DeclareOutcome.Refused>(await DeclareAsync(world, stolen)).Reason, StringComparison.Ordinal);

        await world.HealAsync();
        Assert.Equal(0, world.PaidOnChain(1));
        var declared = Assert.IsType<DeclareOutcome.Declared>(await DeclareAsync(world, stolen));
        Assert.Equal((null, 0), (declared.BatchId, declared.Settled));
        Assert.IsType<DeclareOutcome.Refused>(await DeclareAsync(world, stolen));
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(1);
        await using var db = world.Faucet.Database.Open();
        var known = await db.KnownSpends.SingleAsync();
        Assert.Equal((declared.Elsewhere, Who), (known.Elsewhere, known.DeclaredBy));
        var freeze = await db.PayoutFreezes.SingleAsync();
        Assert.Equal((FreezeCause.UnknownSpend, Who, "looked into it"), (freeze.Cause, freeze.ResumedBy, freeze.ResumeReason));
    }

    [Fact]
    public async Task A_reorganisation_deeper_than_any_freezes_and_what_was_final_is_in_a_block_again_before_payouts_go_on()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await world.HealAsync();
        for (var block = 0; block < 12; block++)
        {
            world.Chain.MineBlock();
        }

        await world.CycleAsync();
        world.Chain.Reorganise(22);
        await world.FillWalletAsync(2);
        for (var block = 0; block < 3; block++)
        {
            world.Chain.MineBlock([]);
        }

        await world.CycleAsync();
        for (var block = 0; block < 20; block++)
        {
            world.Chain.MineBlock([]);
        }

        await world.CycleAsync();
        Assert.Contains("deeper than any", await world.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Contains("no longer in a block", Assert.IsType<ResumeOutcome.Refused>(await ResumeAsync(world)).Reason, StringComparison.Ordinal);

        world.Chain.MineBlock();
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_booked_refill_that_the_chain_drops_freezes_until_its_loss_is_booked(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.HealAsync();
        world.Chain.PayIn(await world.Chain.NewDepositAddressAsync(CancellationToken.None), Money.FromSatoshis(1_000_000));
        for (var block = 0; block < 3; block++)
        {
            world.Chain.MineBlock();
            await world.CycleAsync();
        }

        world.Chain.Reorganise(4);
        for (var block = 0; block < 5; block++)
        {
            world.Chain.MineBlock([]);
        }

        world.Chain.Restart();
        await world.FillWalletAsync(1);
        await AssertFreezesForABalanceAsync(world);

        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world, booksDifference: true));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
        await using var db = world.Faucet.Database.Open();
        var booked = await db.LedgerTransfers.SingleAsync(t => t.Kind == TransferKind.Difference);
        Assert.Equal((SystemAccounts.Owner, SystemAccounts.HotWallet, 1_000_000), (booked.Debit, booked.Credit, booked.Amount.Satoshis));
    }

    /// <remarks>As while the wallet's file was restored and the node has not looked through all blocks again.</remarks>
    [Fact]
    public async Task A_wallet_that_misses_coins_freezes_until_it_has_found_them_again()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.HealAsync();
        world.Node.Missing = Money.FromSatoshis(5);
        await world.FillWalletAsync(1);
        await AssertFreezesForABalanceAsync(world);

        world.Node.Missing = Money.Zero;
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world, booksDifference: true));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
        await using var db = world.Faucet.Database.Open();
        Assert.False(await db.LedgerTransfers.AnyAsync(t => t.Kind == TransferKind.Difference));
    }

    private static async Task AssertFreezesForABalanceAsync(PayoutWorld world)
    {
        world.Chain.MineBlock();
        await world.CycleAsync();
        await world.CycleAsync();
        Assert.Contains("does not hold what the ledger says", await world.HoldReasonAsync(), StringComparison.Ordinal);
        await world.HealAsync();
        Assert.Equal(0, world.PaidOnChain(1));
        Assert.Contains("--book-difference", Assert.IsType<ResumeOutcome.Refused>(await ResumeAsync(world)).Reason, StringComparison.Ordinal);
    }

    /// <summary>With the wallet's own key, as a thief or another program would.</summary>
    private static async Task<TxId> SpendBehindTheFaucetAsync(PayoutWorld world)
    {
        var request = new FundingRequest([new Payee(PayoutWorld.ScriptOf(99), FaucetWorld.Address(99), Money.FromSatoshis(5_000_000))],
            FeeRate.FromSatoshisPerVByte(5), 1, 0);
        var hex = await world.Chain.SignAsync((await world.Chain.FundAsync(request, CancellationToken.None)).UnsignedHex, CancellationToken.None);
        await world.Chain.BroadcastAsync(hex, FeeRate.FromSatoshisPerVByte(100), CancellationToken.None);
        return RawTransaction.Parse(hex).TxId;
    }

    private static Task<ResumeOutcome> ResumeAsync(PayoutWorld world, bool booksDifference = false) =>
        world.Faucet.Get<PayoutResume>().ResumeAsync(Who, "looked into it", booksDifference, CancellationToken.None);

    private static Task<DeclareOutcome> DeclareAsync(PayoutWorld world, TxId txId) =>
        world.Faucet.Get<SpendDeclaration>().DeclareAsync(txId, Who, "made before the backup was restored", CancellationToken.None);

    /// <summary>Does what the reason says until nothing unknown is left.</summary>
    private static async Task DeclareAllAsync(PayoutWorld world)
    {
        var changes = await world.Chain.ListChangesAsync(null, 1, CancellationToken.None);
        await using var db = world.Faucet.Database.Open();
        foreach (var txId in changes.Spends.Where(txId => !db.PayoutTransactions.Any(t => t.TxId == txId)))
        {
            var outcome = await DeclareAsync(world, txId);
            Assert.True(outcome is DeclareOutcome.Declared, outcome.ToString());
        }
    }
}
