using System.Globalization;
using System.Net;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

/// <summary>Parallel posts: exactly what the limits allow is credited.</summary>
/// <remarks>Rounds by <c>FAUCET_RACE_ROUNDS</c>; 20 unless it says otherwise.</remarks>
public sealed class ClaimRaceTests
{
    private const int Posts = 1_000;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("FAUCET_RACE_ROUNDS") ?? "20", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_thousand_parallel_posts_for_one_wallet_credit_once(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            // A client and a browser of its own for each post: the wallet alone is the same.
            var outcomes = await InParallel(i => world.ClaimAsync(round, (i * 256) + round));

            Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>());
            Assert.All(outcomes.OfType<ClaimOutcome.Refused>(), refused => Assert.Equal("wallet-cooldown", refused.Refusal.Code));
            Assert.Equal(Posts - 1, outcomes.OfType<ClaimOutcome.Refused>().Count());
            await NextDayAsync(world);
        }

        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_thousand_parallel_posts_of_one_solution_credit_once(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var captcha = world.Solve(round);

            var outcomes = await InParallel(i => world.ClaimAsync(round, i * 256, captcha, visitor: round));

            Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>(), accepted => !accepted.IsRepeat);
            Assert.All(outcomes, outcome => Assert.Equal(100, Assert.IsType<ClaimOutcome.Accepted>(outcome).Balance.Satoshis));
            await NextDayAsync(world);
        }

        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_thousand_addresses_of_one_64_with_a_wallet_each_are_one_client(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var outcomes = await InParallel(i => world.ClaimAsync(
                FaucetWorld.Address((round * Posts) + i), IPAddress.Parse($"2001:db8:0:1::{i + 1:x}:{round + 1:x}"), captcha: null, visitor: (round * Posts) + i));

            Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>());
            Assert.All(outcomes.OfType<ClaimOutcome.Refused>(), refused => Assert.Equal("client-cooldown", refused.Refusal.Code));
            await NextDayAsync(world);
        }

        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_solution_shared_by_many_credits_one_of_them_and_hinders_nobody_else(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.SetAsync("claim.hourly-budget-sat", "1000000");
        await world.SetAsync("claim.daily-budget-sat", "1000000");
        var shared = world.Solve(0);

        var outcomes = await InParallel(i => i % 2 == 0 ? world.ClaimAsync(i, i * 256, shared, visitor: 0) : world.ClaimAsync(i, i * 256));

        Assert.Single(outcomes.Where((_, i) => i % 2 == 0).OfType<ClaimOutcome.Accepted>());
        Assert.All(outcomes.Where((_, i) => i % 2 == 1), outcome => Assert.IsType<ClaimOutcome.Accepted>(outcome));
        await world.AssertLedgerHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_crowd_gets_the_budget_and_not_a_satoshi_more(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.SetAsync("claim.daily-budget-sat", "5000");

        var outcomes = await InParallel(i => world.ClaimAsync(i, i * 256));

        var given = outcomes.OfType<ClaimOutcome.Accepted>().Sum(accepted => accepted.Drip.Amount.Satoshis);
        Assert.InRange(given, 3_950, 4_000);
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Two_writers_on_one_postgres_credit_a_wallet_once_and_keep_the_budget()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        await using var other = await world.WithClockAsync(world.Time.GetUtcNow());
        await world.SetAsync("claim.daily-budget-sat", "5000");

        // Every wallet is claimed for through both.
        var outcomes = await InParallel(i => (i % 2 == 0 ? world : other).ClaimAsync(i / 2, i * 256));

        var accepted = outcomes.OfType<ClaimOutcome.Accepted>().ToList();
        Assert.Equal(accepted.Count, accepted.Select(a => a.WalletId).Distinct().Count());
        Assert.InRange(accepted.Sum(a => a.Drip.Amount.Satoshis), 3_950, 4_000);
        await world.AssertLedgerHoldsAsync();
    }

    /// <summary>With the key that a later epoch needs, which the web application renews by itself.</summary>
    private static Task NextDayAsync(FaucetWorld world)
    {
        world.Time.Advance(TimeSpan.FromDays(1));
        return world.Get<ClientKeyRotation>().RenewAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ClaimOutcome[]> InParallel(Func<int, Task<ClaimOutcome>> claim) =>
        await Task.WhenAll(Enumerable.Range(0, Posts).Select(i => Task.Run(() => claim(i))));
}
