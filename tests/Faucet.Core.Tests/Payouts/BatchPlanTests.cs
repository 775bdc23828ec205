using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Core.Tests.Payouts;

/// <summary>Which of those who wait one transaction pays, and what it will weigh.</summary>
public sealed class BatchPlanTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 7)]
    [InlineData(5, 80)]
    [InlineData(1, 252)]
    [InlineData(1, 253)]
    [InlineData(300, 300)]
    public void A_batch_weighs_what_its_transaction_does(int inputs, int outputs)
    {
        var scripts = Enumerable.Range(0, outputs).Select(Mixed).ToList();
        var transaction = new RawTransaction(
            2,
            [.. Enumerable.Range(0, inputs).Select(i => new TransactionInput(new OutPoint(TxId.Parse(new string('a', 64)), i), "", 0xfffffffd, []))],
            [.. scripts.Select(script => new TransactionOutput(script, Money.FromSatoshis(1_000)))],
            0);

        // Unsigned, it lacks the marker and, for each input, a signature of 72 bytes and a key of 33, with three counts.
        Assert.Equal(transaction.Weight + 2 + (inputs * (3 + 72 + 33)), BatchWeight.Of(inputs, scripts, hasChange: false));
        Assert.Equal(BatchWeight.Of(inputs, [.. scripts, Segwit(1)], hasChange: false), BatchWeight.Of(inputs, scripts, hasChange: true));
    }

    [Theory]
    [InlineData(1, "140.5")]
    [InlineData(100, "3209.5")]
    public void A_batch_to_P2WPKH_addresses_weighs_what_the_literature_says(int payees, string vbytes) => Assert.Equal(
        decimal.Parse(vbytes, CultureInfo.InvariantCulture), BatchWeight.Of(1, [.. Enumerable.Range(0, payees).Select(Segwit)], hasChange: true) / 4m);

    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(11, 10, true)]
    public void The_oldest_leave_first_up_to_the_number_that_the_operator_set(int waiting, int leave, bool isFull)
    {
        var plan = BatchPlan.Of(Enumerable.Range(0, waiting).Select(number => Waiting(number, Segwit(number))), 10);

        Assert.Equal(Enumerable.Range(0, leave), plan.Members.Select(member => (int)member.Amount.Satoshis - 1));
        Assert.Equal(isFull, plan.IsFull);
    }

    [Fact]
    public void No_batch_is_too_heavy_for_the_network_even_when_paid_from_many_small_coins()
    {
        var plan = BatchPlan.Of(Enumerable.Range(0, 5_000).Select(number => Waiting(number, Mixed(number))), int.MaxValue);
        var scripts = plan.Members.Select(member => member.ScriptPubKey).ToList();

        Assert.True(plan.IsFull);
        Assert.InRange(BatchWeight.Of(250, scripts, hasChange: true), 1, BatchWeight.Maximum);
        Assert.True(BatchWeight.Of(250, [.. scripts, Mixed(plan.Members.Count)], hasChange: true) > BatchWeight.Maximum);
    }

    [Fact]
    public void Withdrawals_to_one_address_share_an_output()
    {
        var plan = BatchPlan.Of(Enumerable.Range(0, 20_000).Select(number => Waiting(number, Segwit(number % 100))), 20_000);

        Assert.Equal(20_000, plan.Members.Count);
        Assert.Equal(3_210, plan.Fee(FeeRate.FromSatoshisPerVByte(1)).Satoshis);
    }

    private static WaitingPayout Waiting(int number, ScriptPubKey script) => new(Guid.Empty, script, Money.FromSatoshis(number + 1), TimeSpan.Zero);

    private static ScriptPubKey Segwit(int number) => ScriptPubKey.FromHex("0014" + number.ToString("x40", CultureInfo.InvariantCulture));

    private static ScriptPubKey Mixed(int number) => (number % 3) switch
    {
        0 => Segwit(number),
        1 => ScriptPubKey.FromHex("5120" + number.ToString("x64", CultureInfo.InvariantCulture)),
        _ => ScriptPubKey.FromHex("76a914" + number.ToString("x40", CultureInfo.InvariantCulture) + "88ac"),
    };
}
