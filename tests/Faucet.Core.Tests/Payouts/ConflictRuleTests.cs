using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Xunit;

namespace Faucet.Core.Tests.Payouts;

public sealed class ConflictRuleTests
{
    private static readonly OutPoint CoinA = new(TxId.Parse(new string('a', 64)), 0);
    private static readonly OutPoint CoinB = new(TxId.Parse(new string('b', 64)), 1);
    private static readonly OutPoint CoinC = new(TxId.Parse(new string('c', 64)), 2);

    private static readonly RawTransaction First = Spending(CoinA, CoinB);
    private static readonly RawTransaction Canceller = Spending(CoinA, CoinB, CoinC);

    [Fact]
    public void What_spends_a_coin_of_an_earlier_attempt_is_safe() => Assert.True(ConflictRule.IsSafe(Spending(CoinB, CoinC), [First], []));

    [Fact]
    public void Other_coins_could_pay_twice() => Assert.False(ConflictRule.IsSafe(Spending(CoinC), [First], []));

    [Fact]
    public void What_descends_from_the_canceller_is_safe() => Assert.True(ConflictRule.IsSafe(Spending(new OutPoint(Canceller.TxId, 0)), [First], [Canceller]));

    [Fact]
    public void The_canceller_has_to_be_known() => Assert.False(ConflictRule.IsSafe(Spending(new OutPoint(Canceller.TxId, 0)), [First], []));

    [Fact]
    public void A_parent_that_spends_none_of_the_coins_ties_nothing()
    {
        var stranger = Spending(CoinC);

        Assert.False(ConflictRule.IsSafe(Spending(new OutPoint(stranger.TxId, 0)), [First], [stranger]));
    }

    [Fact]
    public void What_descends_from_an_earlier_attempt_itself_pays_twice()
    {
        var change = new OutPoint(First.TxId, 0);

        Assert.False(ConflictRule.IsSafe(Spending(change), [First], [First]));
        Assert.False(ConflictRule.IsSafe(Spending(CoinA, change), [First], []));
    }

    [Fact]
    public void All_earlier_attempts_count_and_not_the_last_alone()
    {
        var second = Spending(new OutPoint(Canceller.TxId, 0));
        var tied = Spending([.. second.Inputs.Select(input => input.OutPoint)]);
        var loose = Spending(CoinC, new OutPoint(second.Inputs[0].OutPoint.TxId, 1));

        Assert.True(ConflictRule.IsSafe(Spending(new OutPoint(tied.TxId, 0)), [First, Spending([.. second.Inputs.Select(i => i.OutPoint), CoinC])], [Canceller, tied]));
        Assert.False(ConflictRule.IsSafe(Spending(CoinC), [First, Spending(CoinC)], [Canceller]));
        Assert.False(ConflictRule.IsSafe(loose, [First, second], [Canceller]));
    }

    private static RawTransaction Spending(params OutPoint[] coins) => new(
        2,
        [.. coins.Select(coin => new TransactionInput(coin, "", 0xfffffffd, []))],
        [new TransactionOutput(ScriptPubKey.FromHex("0014" + new string('1', 40)), Money.FromSatoshis(10_000 + coins.Length))],
        0);
}
