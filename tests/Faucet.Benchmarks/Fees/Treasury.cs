using Faucet.Benchmarks.Faucets;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;

namespace Faucet.Benchmarks.Fees;

/// <summary>Whom to pay, and what from: the same for both payers, and the same again for the same seed.</summary>
internal sealed record Treasury(IReadOnlyList<Payee> Payees, IReadOnlyList<Money> Coins)
{
    private const int LeastAmount = 10_000;
    private const int MostAmount = 50_000;

    public Money Due => Payees.Select(payee => payee.Amount).Sum();

    public static Treasury Make(int seed, int payees, int coins, int coinSat)
    {
        var random = new Random(seed);
        return new Treasury(
            [.. Enumerable.Range(0, payees).Select(wallet => PayeeOf(wallet, random.Next(LeastAmount, MostAmount)))],
            [.. Enumerable.Range(0, coins).Select(_ => Money.FromSatoshis(random.Next(coinSat / 3 * 2, coinSat / 3 * 4)))]);
    }

    private static Payee PayeeOf(int wallet, int satoshis)
    {
        var script = SeededWallets.Script(wallet);
        return new Payee(script, AddressCodec.Encode(script, BitcoinNetwork.Regtest), Money.FromSatoshis(satoshis));
    }
}
