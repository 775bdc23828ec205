using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

public sealed class QuotePolicyTests
{
    private static readonly ScriptPubKey Script = ScriptPubKey.FromBytes([0x00, 0x14, .. new byte[20]]);
    private static readonly FaucetSettings Settings = new() { FeePaidBy = FeePayer.Visitor, BatchCount = 10, MaximumFeePercent = 20, MaximumFeeRate = Rate(20) };
    private static readonly Money Balance = Money.FromSatoshis(10_000);

    // A low fee is 2 sat/vB; it is 5 now.
    private static readonly FeeOutlook Outlook = new(Rate(5), new FeeHistory(Rate(2), Rate(12)));

    /// <summary>The whole of a P2WPKH transaction with one coin and change is 141 vbytes; 110 of them are shared by ten, 31 are the payee's own.</summary>
    [Theory]
    [InlineData(PayoutSpeed.AtOnce, 5 * 141)]
    [InlineData(PayoutSpeed.Batched, 2 * (31 + 11))]
    public void At_once_is_quoted_as_a_transaction_of_its_own_and_a_batch_by_its_share_at_a_low_fee(PayoutSpeed speed, long fee)
    {
        var quote = QuotePolicy.Quote(Script, Balance, speed, Outlook, Settings);

        Assert.Equal((10_000, fee, 10_000 - fee), (quote.Amount.Satoshis, quote.Fee.Satoshis, quote.Paid.Satoshis));
    }

    [Theory]
    [InlineData(PayoutSpeed.AtOnce)]
    [InlineData(PayoutSpeed.Batched)]
    public void Where_the_faucet_pays_all_of_it_arrives(PayoutSpeed speed)
    {
        var quote = QuotePolicy.Quote(Script, Balance, speed, Outlook, Settings with { FeePaidBy = FeePayer.Faucet });

        Assert.Equal(Balance, quote.Paid);
    }

    [Theory]
    [InlineData(FeePayer.Faucet)]
    [InlineData(FeePayer.Visitor)]
    public void The_least_amount_keeps_the_fee_within_its_share_whoever_pays_it(FeePayer payer)
    {
        var settings = Settings with { FeePaidBy = payer, MaximumFeeRate = Rate(1_000) };
        foreach (var rate in new[] { 0.1m, 1m, 7.3m, 200m, 1_000m })
        {
            foreach (var speed in Enum.GetValues<PayoutSpeed>())
            {
                var outlook = new FeeOutlook(Rate(rate), null);
                var quote = QuotePolicy.Quote(Script, QuotePolicy.Least(speed, outlook, settings), speed, outlook, settings);
                var cost = QuotePolicy.Quote(Script, Balance, speed, outlook, settings with { FeePaidBy = FeePayer.Visitor }).Fee;

                Assert.True(quote.IsEnough);
                Assert.True(cost <= quote.Paid.Percent(settings.MaximumFeePercent), $"{rate} {speed}: {cost} of {quote.Paid}");
                Assert.True(quote.Paid >= OutputCost.DustThreshold(Script) + OutputCost.DustThreshold(Script), $"{rate} {speed}: {quote.Paid}");
            }
        }
    }

    [Fact]
    public void At_a_high_fee_the_threshold_is_not_enough()
    {
        var cheap = QuotePolicy.AutomaticFrom(new FeeOutlook(Rate(2), null), Settings);
        var dear = QuotePolicy.AutomaticFrom(new FeeOutlook(Rate(500), null), Settings with { MaximumFeeRate = Rate(1_000) });

        Assert.Equal(Settings.PayoutThreshold, cheap);
        Assert.True(dear > Settings.PayoutThreshold, $"{dear}");

        // Nothing leaves above the cap: what an estimator makes up beyond it changes nothing.
        Assert.Equal(Settings.PayoutThreshold, QuotePolicy.AutomaticFrom(new FeeOutlook(Rate(5_000), null), Settings));
    }

    [Theory]
    [InlineData(PayoutRequests.No, false, 5, "")]
    [InlineData(PayoutRequests.No, true, 5, "Batched")]
    [InlineData(PayoutRequests.Batched, false, 5, "Batched")]
    [InlineData(PayoutRequests.AtOnce, false, 5, "Batched AtOnce")]
    [InlineData(PayoutRequests.AtOnce, false, 21, "Batched")]
    public void Offers_what_the_operator_allows_and_the_cap_lets_out(PayoutRequests allowed, bool isOnHold, int rate, string offered) => Assert.Equal(
        offered,
        string.Join(' ', QuotePolicy.Offered(Balance, isOnHold, new FeeOutlook(Rate(rate), null), Settings with { PayoutRequests = allowed })));

    [Fact]
    public void What_a_cancelled_payout_left_below_the_threshold_waits_for_it() => Assert.Empty(
        QuotePolicy.Offered(Settings.PayoutThreshold - Money.FromSatoshis(1), isOnHold: true, Outlook, Settings with { PayoutRequests = PayoutRequests.No }));

    private static FeeRate Rate(decimal satoshis) => FeeRate.FromSatoshisPerVByte(satoshis);
}
