using Faucet.Core.Addresses;
using Faucet.Core.Settings;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Xunit;

namespace Faucet.Engine.Tests.Settings;

public sealed class SettingsStoreTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_in_force_for_another_process_with_its_next_read()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var other = new SettingsStore(world.Database, BitcoinNetwork.Regtest, world.Time);
        Assert.Equal(100, (await other.ReadAsync(Token)).Settings.BaseDrip.Satoshis);

        await world.SetAsync("claim.drip-sat", "250");

        var read = await other.ReadAsync(Token);
        Assert.Equal(250, read.Settings.BaseDrip.Satoshis);
        var change = Assert.Single(await other.HistoryAsync(10, Token));
        Assert.Equal(("claim.drip-sat", "100", "250", "test", "for this test"), (change.Key, change.OldValue, change.NewValue, change.Who, change.Reason));
        Assert.Equal(change.Version, read.Version);
    }

    [Theory]
    [InlineData("claim.drip-sat", "0")]
    [InlineData("claim.drip-sat", "-1")]
    [InlineData("claim.drip-sat", "1000001")]
    [InlineData("claim.drip-sat", "9223372036854775808")]
    [InlineData("claim.drip-sat", "1.5")]
    [InlineData("claim.drip-sat", "1e3")]
    [InlineData("claim.drip-sat", "NaN")]
    [InlineData("claim.drip-sat", "")]
    [InlineData("payout.maximum-sat-per-vbyte", "0.0001")]
    [InlineData("claim.unknown", "1")]
    [InlineData("claim.closed", "x")]
    [InlineData("claim.closed", "two\nlines")]
    [InlineData("claim.prizes", "100")]
    [InlineData("claim.prizes", "100:1;200:1")]
    [InlineData("claim.rules-on-trial", "no-such-rule")]
    [InlineData("claim.rules-on-trial", "client-cooldown dry")]
    [InlineData("claim.rules-on-trial", "")]
    [InlineData("claim.reserved-percent", "101")]
    [InlineData("claim.newcomer-percent", "0")]
    [InlineData("payout.threshold-sat", "999")]
    [InlineData("payout.fallback-sat-per-vbyte", "21")]
    [InlineData("payout.batch-maximum", "24")]
    [InlineData("claim.drip-sat", "10001")]
    public async Task Refuses_what_is_out_of_bounds_and_says_how_to_mend_it(string key, string value)
    {
        await using var world = await FaucetWorld.CreateAsync();

        var outcome = await world.Get<SettingsStore>().SetAsync(key, value, "test", "for this test", Token);

        Assert.Contains(key, Assert.IsType<SettingOutcome.Refused>(outcome).Mend, StringComparison.Ordinal);
        Assert.Equal(0, (await world.Get<SettingsStore>().ReadAsync(Token)).Version);
    }

    [Fact]
    public async Task Changes_made_at_once_are_all_kept_and_judged_on_each_other()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        var stores = Enumerable.Range(0, 4).Select(_ => new SettingsStore(world.Database, BitcoinNetwork.Regtest, world.Time)).ToList();

        // Each alone is legal; both together would make each claim a payout of its own.
        var outcomes = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => i % 2 == 0
            ? store.SetAsync("claim.drip-sat", "9000", "test", "for this test", Token)
            : store.SetAsync("payout.threshold-sat", "8000", "test", "for this test", Token))));

        var settings = (await stores[0].ReadAsync(Token)).Settings;
        Assert.True(settings.PayoutThreshold >= settings.BaseDrip);
        Assert.Equal(outcomes.OfType<SettingOutcome.Changed>().Count(), (await stores[0].HistoryAsync(10, Token)).Count);
    }

    [Fact]
    public async Task Wants_a_reason()
    {
        await using var world = await FaucetWorld.CreateAsync();

        Assert.IsType<SettingOutcome.Refused>(await world.Get<SettingsStore>().SetAsync("claim.drip-sat", "5", "test", " ", Token));
    }

    [Fact]
    public void Every_setting_takes_its_extremes_and_gives_back_what_it_took() => Assert.All(SettingCatalog.All, setting =>
    {
        foreach (var text in setting.Extremes)
        {
            var taken = setting.Write(new FaucetSettings(), text, out _);
            Assert.NotNull(taken);
            Assert.Equal(text.Split(' ').Order(), setting.Format(taken).Split(' ').Order());
            Assert.True(text.Length <= SettingChange.MaximumTextLength, $"{setting.Key} can't be stored.");
        }
    });
}
