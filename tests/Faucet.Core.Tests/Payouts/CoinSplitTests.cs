using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

public sealed class CoinSplitTests
{
    // A low fee is 2 sat/vB.
    private static readonly FeeHistory History = new(Rate(2), Rate(12));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(9, 0)]
    public void Makes_the_coins_that_are_missing(int coins, int parts) => Assert.Equal(parts, Split(coins, 1_000_000, 10_000).Count);

    [Theory]
    [InlineData(19_999, 0)]
    [InlineData(50_000, 1)]
    [InlineData(70_000, 2)]
    public void Makes_no_coin_that_could_not_pay_another_batch_like_this(long free, int parts)
    {
        var split = Split(1, free, 10_000);

        Assert.Equal(parts, split.Count);
        Assert.All(split, part => Assert.True(part.Satoshis >= 10_000, $"{part}"));
        Assert.True(10_000 + split.Sum(part => part.Satoshis) < free);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Waits_for_a_low_fee(int rate, bool splits) => Assert.Equal(
        splits, CoinSplit.Amounts(Coins(1, 1_000_000), Money.FromSatoshis(10_000), new FeeOutlook(Rate(rate), History), new FaucetSettings()).Count > 0);

    private static IReadOnlyList<Money> Split(int coins, long free, long paid) => CoinSplit.Amounts(
        Coins(coins, free), Money.FromSatoshis(paid), new FeeOutlook(Rate(50), null), new FaucetSettings { CoinsReady = 3 });

    // One holds all there is, the change of others comes back later.
    private static FreeCoins Coins(int count, long free) => new([Money.FromSatoshis(free)], count - 1);

    private static FeeRate Rate(decimal satoshis) => FeeRate.FromSatoshisPerVByte(satoshis);
}
