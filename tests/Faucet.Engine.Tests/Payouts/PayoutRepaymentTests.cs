using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Somebody else has spent the coins of a payout that is under way: a program beside the faucet, or whoever has its keys.</summary>
public sealed class PayoutRepaymentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_batch_whose_coins_somebody_else_has_spent_is_paid_anew_from_what_came_back(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.SentAsync(provider);
        var foreign = await SpendCoinsOfAsync(world, (await world.AttemptsAsync(1))[0], givesBack: true);
        await MineDeepAsync(world);
        Assert.Equal(0, world.PaidOnChain(1));

        Assert.IsType<DeclareOutcome.Declared>(await world.Faucet.Get<SpendDeclaration>().DeclareAsync(foreign, "tester", "by hand", Token));
        Assert.IsType<ResumeOutcome.Resumed>(await world.Faucet.Get<PayoutResume>().ResumeAsync("tester", "looked", booksDifference: false, Token));
        await world.RoundAsync();
        await world.RoundAsync();

        Assert.Contains(InputsOf((await world.AttemptsAsync(1))[^1]), coin => coin.TxId == foreign);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Fact]
    public async Task What_somebody_else_has_spent_without_giving_back_is_never_paid_anew()
    {
        await using var world = await PayoutWorld.SentAsync();
        var foreign = await SpendCoinsOfAsync(world, (await world.AttemptsAsync(1))[0], givesBack: false);
        await MineDeepAsync(world);

        var refused = Assert.IsType<DeclareOutcome.Refused>(await world.Faucet.Get<SpendDeclaration>().DeclareAsync(foreign, "tester", "by hand", Token));

        Assert.Contains("nothing that it gave back is left", refused.Reason, StringComparison.Ordinal);
        Assert.Single(await world.AttemptsAsync(1));
        Assert.Equal(0, world.PaidOnChain(1));
    }

    /// <remarks>The restored database knows the first payment alone; what took it back is spent by the second already, and declared after it.</remarks>
    [Fact]
    public async Task A_database_from_before_a_batch_was_taken_back_pays_nobody_again()
    {
        await using var world = await PayoutWorld.SentAsync();
        await using var copy = await world.CopyAsync();
        Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(1, Token));
        await world.CycleAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        await copy.RoundAsync();

        var (canceller, anew) = ((await world.AttemptsAsync(2))[0].TxId, (await world.AttemptsAsync(1))[1].TxId);
        var declaration = copy.Faucet.Get<SpendDeclaration>();
        Assert.Contains("declare that one first", Assert.IsType<DeclareOutcome.Refused>(await declaration.DeclareAsync(canceller, "tester", "restored", Token)).Reason, StringComparison.Ordinal);
        Assert.Equal(1, Assert.IsType<DeclareOutcome.Declared>(await declaration.DeclareAsync(anew, "tester", "restored", Token)).BatchId);
        await copy.HealAsync();
        Assert.IsType<DeclareOutcome.Declared>(await declaration.DeclareAsync(canceller, "tester", "restored", Token));
        Assert.IsType<ResumeOutcome.Resumed>(await copy.Faucet.Get<PayoutResume>().ResumeAsync("tester", "looked", booksDifference: false, Token));
        await copy.HealAsync();

        await copy.AssertAllPaidOnceAsync(2);
    }

    private static async Task MineDeepAsync(PayoutWorld world)
    {
        for (var block = 0; block < 3; block++)
        {
            world.Chain.MineBlock();
            await world.RoundAsync();
        }
    }

    /// <summary>With the wallet's own key and a higher fee.</summary>
    private static async Task<TxId> SpendCoinsOfAsync(PayoutWorld world, PayoutTransaction payout, bool givesBack)
    {
        var coins = InputsOf(payout);
        var sum = Money.Zero;
        foreach (var coin in coins)
        {
            sum += (await world.Chain.FindUtxoAsync(coin, Token))!.Amount;
        }

        var own = (await world.Chain.DescribeAddressAsync(await world.Chain.NewDepositAddressAsync(Token), Token)).ScriptPubKey!.Value;
        var taken = givesBack ? Money.FromSatoshis(50_000) : sum - Money.FromSatoshis(20_000);
        TransactionOutput[] outputs = [new(PayoutWorld.ScriptOf(99), taken), .. givesBack ? [new TransactionOutput(own, sum - taken - Money.FromSatoshis(20_000))] : Array.Empty<TransactionOutput>()];
        var spend = new RawTransaction(2, [.. coins.Select(coin => new TransactionInput(coin, "", 0xfffffffd, []))], outputs, 0);
        var hex = await world.Chain.SignAsync(spend.ToHex(withWitness: false), Token);
        Assert.Equal(BroadcastResult.Accepted, (await world.Chain.BroadcastAsync(hex, FeeRate.FromSatoshisPerVByte(1_000), Token)).Result);
        return spend.TxId;
    }

    private static IReadOnlyList<OutPoint> InputsOf(PayoutTransaction attempt) => [.. RawTransaction.Parse(attempt.UnsignedHex).Inputs.Select(input => input.OutPoint)];
}
