using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Xunit;

namespace Faucet.Core.Tests.Payouts;

/// <summary>What an unknown transaction has settled is never owed again, and nothing else is taken from anybody.</summary>
public sealed class SpendPolicyTests
{
    private static readonly Guid First = Guid.Parse("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Second = Guid.Parse("00000000-0000-0000-0000-000000000002");

    [Fact]
    public void A_payment_to_nobody_known_is_the_owners_loss()
    {
        var decision = Judge([(1, 500)]);

        Assert.Equal((0, 500), Settled(decision));
    }

    [Fact]
    public void A_queued_withdrawal_of_that_amount_is_settled()
    {
        var decision = Judge([(1, 500), (9, 70)], Queued(1, First, 500));

        Assert.Equal((1, 70), Settled(decision));
        Assert.Equal(new Settlement(Script(1), First, Sat(500)), Assert.Single(Assert.IsType<SpendDecision.Settles>(decision).Settlements));
    }

    [Theory]
    [InlineData(800, 500, 500, 0)]      // claims since: the rest stays owed
    [InlineData(500, 500, 500, 0)]
    [InlineData(300, 500, 300, 200)]    // claims lost with the restored database
    public void A_balance_is_settled_as_far_as_it_goes(long balance, long paid, long settled, long elsewhere)
    {
        var decision = Judge([(1, paid)], new Creditor(Script(1), Sat(balance), null));

        Assert.Equal((1, elsewhere), Settled(decision));
        Assert.Equal(new Settlement(Script(1), null, Sat(settled)), Assert.Single(Assert.IsType<SpendDecision.Settles>(decision).Settlements));
    }

    [Fact]
    public void Nothing_is_settled_with_who_is_owed_nothing() =>
        Assert.Equal((0, 500), Settled(Judge([(1, 500)], new Creditor(Script(1), Money.Zero, null))));

    [Theory]
    [InlineData(499)]
    [InlineData(501)]
    public void An_open_withdrawal_of_another_amount_is_for_a_person(long paid) =>
        Assert.Contains("500 sat", Assert.IsType<SpendDecision.Refused>(Judge([(1, paid)], Queued(1, First, 500))).Reason, StringComparison.Ordinal);

    [Fact]
    public void What_pays_a_whole_batch_is_an_attempt_of_it()
    {
        var decision = Judge([(1, 500), (2, 600), (9, 70)], Batched(1, First, 500, 7, of: 2), Batched(2, Second, 600, 7, of: 2));

        Assert.Equal(new SpendDecision.Continues(7, Sat(70)), decision);
    }

    [Fact]
    public void What_pays_a_part_of_a_batch_is_for_later()
    {
        Assert.IsType<SpendDecision.Refused>(Judge([(1, 500)], Batched(1, First, 500, 7, of: 2)));
        Assert.IsType<SpendDecision.Refused>(Judge([(1, 500), (2, 600)], Batched(1, First, 500, 7, of: 1), Batched(2, Second, 600, 8, of: 1)));
        Assert.IsType<SpendDecision.Refused>(Judge([(1, 500), (2, 600)], Batched(1, First, 500, 7, of: 1), Queued(2, Second, 600)));
    }

    private static SpendDecision Judge((int Number, long Amount)[] outputs, params Creditor[] creditors) =>
        SpendPolicy.Judge(outputs.ToDictionary(output => Script(output.Number), output => Sat(output.Amount)), creditors);

    private static (int Count, long Elsewhere) Settled(SpendDecision decision) =>
        decision is SpendDecision.Settles settles ? (settles.Settlements.Count, settles.Elsewhere.Satoshis) : throw new InvalidOperationException($"{decision}");

    private static Creditor Queued(int number, Guid id, long amount) => new(Script(number), Money.Zero, new OpenWithdrawal(id, Sat(amount), null, 0));

    private static Creditor Batched(int number, Guid id, long amount, long batch, int of) =>
        new(Script(number), Money.Zero, new OpenWithdrawal(id, Sat(amount), batch, of));

    private static Money Sat(long satoshis) => Money.FromSatoshis(satoshis);

    private static ScriptPubKey Script(int number) => ScriptPubKey.FromBytes([0x00, 0x14, .. new byte[19], (byte)number]);
}
