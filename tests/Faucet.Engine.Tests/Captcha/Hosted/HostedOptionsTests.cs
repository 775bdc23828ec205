using Faucet.Core.Addresses;
using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Hosted;
using Faucet.Engine.Captcha.Waiting;
using Xunit;
using static Faucet.Core.Captcha.CaptchaProvider;

namespace Faucet.Engine.Tests.Captcha.Hosted;

public sealed class HostedOptionsTests
{
    private static readonly HostedOptions Good = new("site", "secret", null, "faucet.example.org");

    [Theory]
    [InlineData(Turnstile, "https://challenges.cloudflare.com/turnstile/v0/siteverify")]
    [InlineData(HCaptcha, "https://api.hcaptcha.com/siteverify")]
    [InlineData(ReCaptcha, "https://www.google.com/recaptcha/api/siteverify")]
    public void Tokens_are_verified_where_the_provider_documents_it(CaptchaProvider provider, string url)
    {
        Assert.Null(Good.FindFault(provider, BitcoinNetwork.Mainnet, isProduction: true));
        Assert.Equal(url, Good.VerifyUrlOf(provider).ToString());
    }

    [Theory]
    [InlineData("1x00000000000000000000AA")]
    [InlineData("2x00000000000000000000AB")]
    [InlineData("1x00000000000000000000BB")]
    [InlineData("2x00000000000000000000BB")]
    [InlineData("3x00000000000000000000FF")]
    [InlineData("1x0000000000000000000000000000000AA")]
    [InlineData("2x0000000000000000000000000000000AA")]
    [InlineData("3x0000000000000000000000000000000AA")]
    [InlineData("10000000-ffff-ffff-ffff-000000000001")]
    [InlineData("20000000-ffff-ffff-ffff-000000000002")]
    [InlineData("30000000-ffff-ffff-ffff-000000000003")]
    [InlineData("0x0000000000000000000000000000000000000000")]
    [InlineData("6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI")]
    [InlineData("6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe")]
    public void Published_test_keys_are_for_trying_out_only(string key)
    {
        foreach (var options in new[] { Good with { SiteKey = key }, Good with { Secret = key } })
        {
            Assert.Contains("test key", options.FindFault(Turnstile, BitcoinNetwork.Sandbox, isProduction: true), StringComparison.Ordinal);
            Assert.Contains("test key", options.FindFault(Turnstile, BitcoinNetwork.Mainnet, isProduction: false), StringComparison.Ordinal);
            Assert.Null(options.FindFault(Turnstile, BitcoinNetwork.Signet, isProduction: false));
        }
    }

    [Fact]
    public void What_is_missing_or_leaks_the_secret_is_refused()
    {
        HostedOptions[] bad =
        [
            Good with { SiteKey = "" }, Good with { Secret = "" }, Good with { ExpectedHost = "" }, Good with { ExpectedHost = "https://faucet.example.org" },
            Good with { VerifyUrl = new Uri("http://verify.example.org/") }, Good with { MinimumScorePercent = 0 }, Good with { MinimumScorePercent = 101 },
        ];

        Assert.All(bad, options => Assert.NotNull(options.FindFault(ReCaptcha, BitcoinNetwork.Sandbox, isProduction: false)));
        Assert.Null((Good with { VerifyUrl = new Uri("http://127.0.0.1:8080/") }).FindFault(ReCaptcha, BitcoinNetwork.Sandbox, isProduction: false));
        Assert.DoesNotContain("secret", $"{Good}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Altcha, null, false, true)]
    [InlineData(Altcha, HCaptcha, true, true)]
    [InlineData(Altcha, HCaptcha, false, false)]
    [InlineData(Turnstile, null, true, true)]
    [InlineData(Turnstile, null, false, false)]
    [InlineData(Turnstile, HCaptcha, true, false)]
    [InlineData(Altcha, Altcha, true, false)]
    public void A_plan_needs_its_keys_and_makes_sense(CaptchaProvider provider, CaptchaProvider? second, bool hasKeys, bool isUsable)
    {
        var options = new CaptchaOptions { Plan = new CaptchaPlan(provider, second), Hosted = hasKeys ? Good : null };

        Assert.Equal(isUsable, options.FindFault(BitcoinNetwork.Mainnet, isProduction: true) is null);
    }

    [Theory]
    [InlineData(-1, 60, false)]
    [InlineData(0, 60, true)]
    [InlineData(3_600, 60, true)]
    [InlineData(3_601, 60, false)]
    [InlineData(120, 0, false)]
    [InlineData(120, 1, true)]
    [InlineData(120, 10_000, true)]
    [InlineData(120, 10_001, false)]
    public void Waiting_is_bounded(int seconds, int perHour, bool isUsable) =>
        Assert.Equal(isUsable, new WaitingOptions { Seconds = seconds, PerHour = perHour }.FindFault() is null);
}
