using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;

namespace Faucet.Core.Tests.Payouts;

/// <summary>What a node might build, and what must never be recorded.</summary>
public sealed class FundedTransactionCheckTests
{
    private const int Height = 100;
    private static readonly FeeRate Rate = FeeRate.FromSatoshisPerVByte(2m);
    private static readonly Payee Alice = new(Script(1), "alice", Money.FromSatoshis(10_000));
    private static readonly Payee Bob = new(Script(2), "bob", Money.FromSatoshis(20_000));
    private static readonly Utxo Coin = new(new OutPoint(TxId.Parse(new string('a', 64)), 1), Script(9), Money.FromSatoshis(100_000));
    private static readonly TransactionOutput Change = new(Script(8), Money.FromSatoshis(69_600));

    [Fact]
    public void Passes_what_was_asked_for()
    {
        var built = Check([Out(Alice), Change, Out(Bob)], out var fault);

        Assert.Null(fault);
        Assert.NotNull(built);
        Assert.Equal((30_000, 69_600, 400), (built.Paid.Satoshis, built.Change.Satoshis, built.Fee.Satoshis));
        Assert.Equal(1, built.ChangeVout);
    }

    [Fact]
    public void What_was_split_off_comes_back_like_change()
    {
        var split = new Payee(Script(7), "own", Money.FromSatoshis(30_000));
        TransactionOutput change = new(Script(8), Money.FromSatoshis(39_500));

        var built = Check([Out(Alice), Out(Bob), Out(split), change], out var fault, splits: [split]);

        Assert.Null(fault);
        Assert.Equal((30_000, 69_500, 500), (built!.Paid.Satoshis, built.Change.Satoshis, built.Fee.Satoshis));
        Assert.Null(Check([Out(Alice), Out(Bob), change, change], out _, splits: [split]));
    }

    [Fact]
    public void Passes_a_transaction_without_change() =>
        Assert.NotNull(Check([Out(Alice), Out(Bob)], out _, coin: Coin with { Amount = Money.FromSatoshis(30_400) }));

    [Fact]
    public void Refuses_a_missing_payee() => Refused("missing", [Out(Alice), Change]);

    [Fact]
    public void Refuses_a_payee_that_gets_less() =>
        Refused("missing", [new(Alice.ScriptPubKey, Money.FromSatoshis(9_999)), Out(Bob), Change]);

    [Fact]
    public void Refuses_a_payee_that_is_paid_twice() =>
        Refused("outputs more", [Out(Alice), Out(Alice), Out(Bob), Change]);

    [Fact]
    public void Refuses_a_stranger_among_the_outputs() =>
        Refused("outputs more", [Out(Alice), Out(Bob), Change, new(Script(7), Money.FromSatoshis(1_000))]);

    [Fact]
    public void Refuses_outputs_above_the_inputs() =>
        Refused("less than its outputs", [Out(Alice), Out(Bob), new(Script(8), Money.FromSatoshis(70_001))]);

    [Fact]
    public void Refuses_a_fee_far_above_the_rate() =>
        Refused("fee", [Out(Alice), Out(Bob), new(Script(8), Money.FromSatoshis(60_000))]);

    [Fact]
    public void Refuses_a_fee_above_its_share_of_the_payout() => Refused(
        "fee", [Out(Alice), Out(Bob), Change], settings: new FaucetSettings { MaximumFeePercent = 1 });

    [Fact]
    public void Refuses_a_coin_that_was_not_looked_up() => Refused(
        "inputs", [Out(Alice), Out(Bob), Change], input: new OutPoint(Coin.OutPoint.TxId, 7));

    [Fact]
    public void Refuses_a_coin_whose_spending_can_be_malleated() => Refused(
        "segwit", [Out(Alice), Out(Bob), Change], coin: Coin with { ScriptPubKey = ScriptPubKey.FromHex("76a914" + new string('0', 40) + "88ac") });

    [Fact]
    public void Refuses_what_could_not_be_replaced() => Refused("replaceable", [Out(Alice), Out(Bob), Change], sequence: 0xffffffff);

    [Fact]
    public void Refuses_a_lock_time_in_the_future() => Refused("lock time", [Out(Alice), Out(Bob), Change], lockTime: Height + 1);

    private static void Refused(
        string because,
        TransactionOutput[] outputs,
        OutPoint? input = null,
        Utxo? coin = null,
        uint sequence = 0xfffffffd,
        uint lockTime = Height,
        FaucetSettings? settings = null)
    {
        Assert.Null(Check(outputs, out var fault, input, coin, sequence, lockTime, settings));
        Assert.Contains(because, fault, StringComparison.Ordinal);
    }

    private static CheckedTransaction? Check(
        TransactionOutput[] outputs,
        out string? fault,
        OutPoint? input = null,
        Utxo? coin = null,
        uint sequence = 0xfffffffd,
        uint lockTime = Height,
        FaucetSettings? settings = null,
        Payee[]? splits = null)
    {
        var transaction = new RawTransaction(2, [new TransactionInput(input ?? Coin.OutPoint, "", sequence, [])], outputs, lockTime);
        return FundedTransactionCheck.Check(transaction, [Alice, Bob], splits ?? [], [coin ?? Coin], Rate, settings ?? new FaucetSettings(), Height, out fault);
    }

    private static TransactionOutput Out(Payee payee) => new(payee.ScriptPubKey, payee.Amount);

    private static ScriptPubKey Script(byte number) => ScriptPubKey.FromBytes([0x00, 0x14, .. Enumerable.Repeat(number, 20)]);
}
