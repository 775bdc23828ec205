using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Wallets;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>When withdrawals leave, and what those read who wait.</summary>
public sealed class ReleaseTests
{
    private const int MostSamples = 7 * 24 * 6;

    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_dear_hour_is_waited_out_and_the_visitor_reads_what_for_and_until_when(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        await RememberAsync(world, hours: 24, i => i % 10 < 8 ? 3 : 9);
        world.Node.Estimate = Rate(12);
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();

        var story = await StoryAsync(world, wallet);
        Assert.Equal(WithdrawalState.Queued, story.State);
        Assert.Equal(
            "Waiting for a network fee of at most 3 sat/vB; it is 12 sat/vB now. Yours leaves at the latest on Tuesday, 24 Nov, 18:00 UTC.",
            story.WaitingReason);

        // Cheap again, and old enough to leave alone.
        world.Faucet.Time.Advance(TimeSpan.FromHours(5.5));
        world.Node.Estimate = Rate(3);
        await world.CycleAsync();
        Assert.Equal(WithdrawalState.Batched, (await StoryAsync(world, wallet)).State);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task The_bound_ends_the_wait_at_any_fee_below_the_cap()
    {
        await using var world = await CreateAsync();
        await RememberAsync(world, hours: 24, _ => 3);
        world.Node.Estimate = Rate(12);
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();

        world.Faucet.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMilliseconds(1));
        await world.CycleAsync();
        Assert.Equal(WithdrawalState.Queued, (await StoryAsync(world, wallet)).State);
        Assert.EndsWith("Yours leaves within two minutes.", (await StoryAsync(world, wallet)).WaitingReason, StringComparison.Ordinal);

        world.Faucet.Time.Advance(TimeSpan.FromMilliseconds(1));
        await world.CycleAsync();
        Assert.Equal(WithdrawalState.Batched, (await StoryAsync(world, wallet)).State);
    }

    [Fact]
    public async Task Above_the_cap_nothing_leaves_and_the_visitor_reads_why()
    {
        await using var world = await CreateAsync();
        world.Node.Estimate = Rate(5_000);
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();
        world.Faucet.Time.Advance(TimeSpan.FromDays(3));
        await world.CycleAsync();

        var story = await StoryAsync(world, wallet);
        Assert.Equal(WithdrawalState.Queued, story.State);
        Assert.Equal("Waiting for a network fee of at most 20 sat/vB; it is 5000 sat/vB now.", story.WaitingReason);

        world.Node.Estimate = Rate(20);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Without_an_estimate_the_fallback_counts_and_a_batch_leaves_by_age()
    {
        await using var world = await CreateAsync();
        await RememberAsync(world, hours: 24, _ => 3);
        world.Node.HasNoEstimate = true;
        var wallet = await world.FillWalletAsync(1);
        world.Faucet.Time.Advance(TimeSpan.FromHours(5.9));
        await world.CycleAsync();

        // At the fallback of 2 sat/vB, which is lower than all that was seen: but it is a guess.
        Assert.StartsWith("Payouts leave together", (await StoryAsync(world, wallet)).WaitingReason, StringComparison.Ordinal);

        world.Faucet.Time.Advance(TimeSpan.FromHours(6));
        await world.CycleAsync();
        await using var db = world.Faucet.Database.Open();
        var sent = await db.PayoutTransactions.SingleAsync(Token);
        Assert.InRange(sent.Fee.Satoshis, 2 * 110, 2 * 150);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Samples_are_taken_every_ten_minutes_kept_for_a_week_and_outlive_a_restart(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        world.Node.Estimate = Rate(3);
        for (var round = 0; round < 5; round++)
        {
            await world.CycleAsync();
            world.Faucet.Time.Advance(TimeSpan.FromMinutes(3));
        }

        Assert.Equal(2, await SamplesAsync(world));
        world.Faucet.Time.Advance(TimeSpan.FromDays(8) + TimeSpan.FromMinutes(5));
        await RememberAsync(world, hours: 8 * 24 - 1, _ => 3);
        await world.CycleAsync();
        Assert.Equal(MostSamples, await SamplesAsync(world));

        // Another process on the same database, in the same span: it takes no second sample, and knows what is cheap.
        await using var other = await world.Faucet.WithClockAsync(world.Faucet.Time.GetUtcNow());
        var watch = new FeeWatch(other.Database, world.Node, other.Time);
        var settings = new FaucetSettings();
        var status = await world.Node.GetStatusAsync(Token);
        Assert.Null((await watch.LookAsync(status, settings, Token)).History);
        await watch.SampleAsync(status, settings, Token);
        Assert.Equal(new FeeOutlook(Rate(3), new FeeHistory(Rate(3), Rate(3))), await watch.LookAsync(status, settings, Token));
        Assert.Equal(MostSamples, await SamplesAsync(world));
    }

    [Fact]
    public async Task A_sample_from_the_future_is_forgotten()
    {
        await using var world = await CreateAsync();
        await using var db = world.Faucet.Database.Open();
        db.FeeSamples.Add(new FeeSample { At = world.Faucet.Time.GetUtcNow().AddYears(1), Rate = Rate(500) });
        await db.SaveChangesAsync(Token);

        await world.CycleAsync();

        Assert.Equal(Rate(2), (await db.FeeSamples.AsNoTracking().SingleAsync(Token)).Rate);
    }

    [Fact]
    public async Task A_sample_that_is_forgotten_while_a_page_is_read_leaves_the_operators_guess()
    {
        await using var world = await CreateAsync();
        await RememberAsync(world, hours: 1, _ => 3);
        await using var page = world.Faucet.Database.Open();
        await using var worker = world.Faucet.Database.Open();
        world.Commits.Reading = command =>
        {
            if (command.CommandText.Contains("ORDER BY", StringComparison.Ordinal))
            {
                worker.FeeSamples.ExecuteDelete();
            }
        };

        Assert.Equal(new FeeOutlook(new FaucetSettings().FallbackFeeRate, null), await new FeeBoard().ReadAsync(page, new FaucetSettings(), Token));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_nobody_waiting_longer()
    {
        await using var world = await CreateAsync();
        var clock = new SettableClock(world.Faucet.Time);
        var releaser = new BatchReleaser(world.Faucet.Database, world.Node, world.Faucet.Get<FeeWatch>(), clock);
        var settings = (await world.Faucet.Get<SettingsStore>().ReadAsync(Token)).Settings;
        var status = await world.Chain.GetStatusAsync(Token);
        await world.FillWalletAsync(1);
        await world.Faucet.Get<WithdrawalOpener>().OpenAsync(settings, Token);
        Assert.Null((await releaser.ReleaseAsync(status, settings, Token)).BatchId);

        world.Faucet.Time.Advance(TimeSpan.FromHours(4));
        clock.AheadBy = TimeSpan.FromHours(-3);
        Assert.Null((await releaser.ReleaseAsync(status, settings, Token)).BatchId);

        world.Faucet.Time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull((await releaser.ReleaseAsync(status, settings, Token)).BatchId);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Amounts_too_small_for_the_fee_do_not_keep_the_others_waiting(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        await world.Faucet.SetAsync("payout.batch-count", "2");
        await world.Faucet.SetAsync("payout.batch-maximum", "2");
        await world.Faucet.SetAsync("payout.batch-age-seconds", "0");
        await world.Faucet.SetAsync("claim.drip-sat", "1200");
        await world.Faucet.SetAsync("payout.threshold-sat", "1200");
        var small = await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);

        // Opened while it was cheap.
        await world.Faucet.Get<WithdrawalOpener>().OpenAsync((await world.Faucet.Get<SettingsStore>().ReadAsync(Token)).Settings, Token);
        world.Node.Estimate = Rate(10);
        await world.CycleAsync();
        Assert.Contains("too high for an amount this small", (await StoryAsync(world, small)).WaitingReason, StringComparison.Ordinal);

        await world.Faucet.SetAsync("payout.threshold-sat", "24000");
        await world.Faucet.SetAsync("claim.drip-sat", "24000");
        world.Faucet.Time.Advance(TimeSpan.FromMinutes(1));
        var large = await world.FillWalletAsync(3);
        await world.CycleAsync();

        Assert.Equal(WithdrawalState.Batched, (await StoryAsync(world, large)).State);
        Assert.Equal(WithdrawalState.Queued, (await StoryAsync(world, small)).State);
        world.Node.Estimate = Rate(1);
        await world.HealAsync();
        Assert.Equal((1_200, 1_200, PayoutWorld.Drip), (world.PaidOnChain(1), world.PaidOnChain(2), world.PaidOnChain(3)));
        await world.AssertHoldsAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FeeRate Rate(decimal satoshis) => FeeRate.FromSatoshisPerVByte(satoshis);

    /// <summary>A faucet whose batches wait for company for up to six hours.</summary>
    private static async Task<PayoutWorld> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        return world;
    }

    /// <summary>As if the faucet had seen the network for so long.</summary>
    private static async Task RememberAsync(PayoutWorld world, int hours, Func<int, decimal> rate)
    {
        await using var db = world.Faucet.Database.Open();
        var newest = world.Faucet.Time.GetUtcNow() - Tick;
        db.FeeSamples.AddRange(Enumerable.Range(0, hours * 6).Select(i => new FeeSample { At = newest - (i * Tick), Rate = Rate(rate(i)) }));
        await db.SaveChangesAsync(Token);
    }

    private static async Task<WithdrawalStatement> StoryAsync(PayoutWorld world, WalletId wallet) =>
        Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);

    private static async Task<int> SamplesAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.FeeSamples.CountAsync(Token);
    }
}
