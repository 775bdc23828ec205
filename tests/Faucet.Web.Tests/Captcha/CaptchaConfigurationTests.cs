using System.IO.Compression;
using System.Text.RegularExpressions;
using Faucet.Core.Captcha;
using Faucet.Web.Captcha;
using Faucet.Web.Hosting;
using Faucet.Web.Tests.House;
using Microsoft.Extensions.Configuration;

namespace Faucet.Web.Tests.Captcha;

public sealed partial class CaptchaConfigurationTests
{
    [Theory]
    [InlineData("friendly", "Captcha__Provider=friendly is unknown")]
    [InlineData("7", "Captcha__Provider=7 is unknown")]
    [InlineData("turnstile", "Captcha__Turnstile__SiteKey is needed")]
    [InlineData("hcaptcha", "Captcha__HCaptcha__SiteKey is needed")]
    [InlineData("recaptcha", "Captcha__ReCaptcha__SiteKey is needed")]
    public void An_unknown_or_half_set_up_provider_stops_the_start(string provider, string reason) =>
        AssertStops(reason, ("Captcha:Provider", provider));

    [Theory]
    [InlineData("Captcha:Second", "altcha", "Captcha__Second is none or a hosted check")]
    [InlineData("Captcha:Second", "hcaptcha", "Captcha__HCaptcha__SiteKey is needed")]
    [InlineData("Captcha:SecondFor", "nobody", "Captcha__SecondFor=nobody is unknown")]
    [InlineData("Captcha:AllowLocalFallback", "perhaps", "neither true nor false")]
    [InlineData("Captcha:Waiting:Seconds", "soon", "no whole number")]
    [InlineData("Captcha:Waiting:Seconds", "-1", "0 (off) to 3,600")]
    [InlineData("Captcha:Providre", "turnstile", "Captcha__Providre is no option")]
    [InlineData("Captcha:Turnstile:Secrets", "x", "Captcha__Turnstile__Secrets is no option")]
    public void A_value_or_name_that_means_nothing_stops_the_start(string key, string value, string reason) => AssertStops(reason, (key, value));

    [Theory]
    [InlineData("sandbox", true, false)]
    [InlineData("sandbox", false, true)]
    [InlineData("mainnet", false, false)]
    public void A_published_test_key_is_taken_in_development_and_off_mainnet_only(string network, bool isProduction, bool isTaken)
    {
        var error = Record.Exception(() => Read(
            isProduction, ("Bitcoin:Network", network), ("Captcha:Provider", "turnstile"), ("Captcha:Turnstile:SiteKey", "1x00000000000000000000AA"),
            ("Captcha:Turnstile:Secret", "1x0000000000000000000000000000000AA"), ("Captcha:Turnstile:ExpectedHost", "localhost")));

        Assert.Equal(isTaken, error is null);
        Assert.True(isTaken || error is StartupException);
    }

    [Fact]
    public void Reads_what_is_written()
    {
        var captcha = Read(
            true, ("Captcha:Second", "ReCaptcha"), ("Captcha:SecondFor", "risky"), ("Captcha:AllowLocalFallback", "true"),
            ("Captcha:ReCaptcha:SiteKey", "k"), ("Captcha:ReCaptcha:Secret", "s"), ("Captcha:ReCaptcha:ExpectedHost", "faucet.example.org"),
            ("Captcha:ReCaptcha:Version", "3"), ("Captcha:ReCaptcha:MinimumScorePercent", "70"), ("Captcha:Waiting:Seconds", "0")).Engine.Captcha;

        Assert.Equal(new CaptchaPlan(CaptchaProvider.Altcha, CaptchaProvider.ReCaptcha, SecondCheckFor.Risky, AllowsStandIn: true), captcha.Plan);
        Assert.Equal((true, 70, "k", "s"), (captcha.Hosted!.IsVersion3, captcha.Hosted.MinimumScorePercent, captcha.Hosted.SiteKey, captcha.Hosted.Secret));
        Assert.False(captcha.Waiting.IsOn);
    }

    [Fact]
    public void The_operators_table_lists_each_option_and_no_other()
    {
        var listed = SourceTree.Read("docs/operations.md").Split('\n').Where(line => line.StartsWith("| `Captcha__", StringComparison.Ordinal))
            .SelectMany(line => Option().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));

        Assert.Equal(CaptchaConfiguration.Names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_scripts_of_our_own_weigh_less_than_ten_kilobytes_on_the_wire()
    {
        var weight = SourceTree.In("src", ".js").Where(file => file.StartsWith("src/Faucet.Web/wwwroot/", StringComparison.Ordinal)).Sum(file =>
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                gzip.Write(System.Text.Encoding.UTF8.GetBytes(SourceTree.Read(file)));
            }

            return packed.Length;
        });

        Assert.InRange(weight, 1_000, 10_000);
    }

    private static FaucetOptions Read(bool isProduction, params (string Key, string Value)[] values) => FaucetOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build(), "/", isProduction);

    private static void AssertStops(string reason, params (string Key, string Value)[] values) =>
        Assert.Contains(reason, Assert.Throws<StartupException>(() => Read(true, values)).Message, StringComparison.Ordinal);

    [GeneratedRegex("`(Captcha__[A-Za-z_0-9]+)`")]
    private static partial Regex Option();
}
