using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

/// <summary>Parallel posts: exactly what the limits allow is credited.</summary>
public sealed class ClaimRaceTests
{
    private const int Posts = 100;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_hundred_parallel_posts_for_one_wallet_credit_once(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var captchas = Enumerable.Range(0, Posts).Select(_ => world.Solve()).ToList();

        var outcomes = await Task.WhenAll(captchas.Select((captcha, i) => Task.Run(() => world.ClaimAsync(1, i, captcha))));

        Assert.Equal(100, await BalanceAsync(world, outcomes));
        Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>());
        Assert.Equal(Posts - 1, outcomes.OfType<ClaimOutcome.Refused>().Count());
        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_hundred_parallel_posts_of_one_solution_credit_once(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var captcha = world.Solve();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Posts).Select(i => Task.Run(() => world.ClaimAsync(1, i, captcha))));

        Assert.Equal(100, await BalanceAsync(world, outcomes));
        Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>(), accepted => !accepted.IsRepeat);
        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_hundred_parallel_posts_from_one_client_credit_once(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var captchas = Enumerable.Range(0, Posts).Select(_ => world.Solve()).ToList();

        var outcomes = await Task.WhenAll(captchas.Select((captcha, i) => Task.Run(() => world.ClaimAsync(i, 1, captcha))));

        Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>());
        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Different_wallets_and_clients_do_not_hinder_each_other(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var captchas = Enumerable.Range(0, Posts).Select(_ => world.Solve()).ToList();

        var outcomes = await Task.WhenAll(captchas.Select((captcha, i) => Task.Run(() => world.ClaimAsync(i, i, captcha))));

        Assert.All(outcomes, outcome => Assert.IsType<ClaimOutcome.Accepted>(outcome));
        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_solution_shared_by_many_credits_one_of_them_and_hinders_nobody_else(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var shared = world.Solve();
        var captchas = Enumerable.Range(0, Posts).Select(i => i % 2 == 0 ? shared : world.Solve()).ToList();

        var outcomes = await Task.WhenAll(captchas.Select((captcha, i) => Task.Run(() => world.ClaimAsync(i, i, captcha))));

        Assert.Single(outcomes.Where((_, i) => i % 2 == 0).OfType<ClaimOutcome.Accepted>());
        Assert.All(outcomes.Where((_, i) => i % 2 == 1), outcome => Assert.IsType<ClaimOutcome.Accepted>(outcome));
        await world.AssertLedgerHoldsAsync();
    }

    private static async Task<long> BalanceAsync(FaucetWorld world, ClaimOutcome[] outcomes) =>
        (await world.WalletAsync(outcomes.OfType<ClaimOutcome.Accepted>().First().WalletId)).Balance.Satoshis;
}
