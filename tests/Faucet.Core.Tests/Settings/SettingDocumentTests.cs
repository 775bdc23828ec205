using Faucet.Core.Addresses;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Settings;

public sealed class SettingDocumentTests
{
    [Fact]
    public void The_document_lists_every_setting_with_its_defaults_and_bounds()
    {
        var ordinary = FaucetSettings.DefaultsFor(BitcoinNetwork.Mainnet);
        var sandbox = FaucetSettings.DefaultsFor(BitcoinNetwork.Sandbox);

        var expected = SettingCatalog.All.Select(setting => FormattableString.Invariant(
            $"| `{setting.Key}` | {setting.Format(ordinary)} | {setting.Format(sandbox)} | {setting.Bounds} | {setting.Description} |"));

        Assert.Equal(expected, DocumentTable.Rows("operations.md", "## Settings"));
    }

    [Fact]
    public void Every_default_is_within_its_bounds()
    {
        foreach (var network in Enum.GetValues<BitcoinNetwork>())
        {
            var defaults = FaucetSettings.DefaultsFor(network);
            Assert.All(SettingCatalog.All, setting => Assert.NotNull(setting.Write(defaults, setting.Format(defaults), out _)));
        }
    }
}
