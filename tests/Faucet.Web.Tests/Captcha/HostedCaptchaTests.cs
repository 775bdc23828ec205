using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Faucet.Engine.Tests.Captcha.Hosted;
using Faucet.Web.Tests.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Faucet.Web.Tests.Captcha;

/// <summary>Claims with another company's check, which a local server plays.</summary>
public sealed class HostedCaptchaTests
{
    /// <summary>What a widget's script does, as far as the page sees it: a token that says whom it was made for.</summary>
    private const string Widget =
        """
        globalThis.turnstile = { render(box, options) {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = 'I am a person';
          button.addEventListener('click', () => options.callback(`token.${options.sitekey}.${options.action}.${options.cData}`));
          box.append(button);
        } };
        """;

    private static readonly string[] Providers = ["Turnstile", "HCaptcha", "ReCaptcha"];

    [Fact]
    public async Task A_token_credits_once_and_shows_its_first_outcome_when_it_is_posted_again()
    {
        await using var turnstile = await TurnstileAsync();
        await using var faucet = FaucetProcess.OnSandbox(Options(turnstile, ("Captcha__Provider", "turnstile")));
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, "10.0.0.1");
        var token = await TokenAsync(visitor);

        using var first = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", token));
        using var again = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", token));
        using var other = await visitor.PostAsync("/", ("address", Visitor.Address(2)), ("hosted", token));
        using var ours = await visitor.ClaimAsync(Visitor.Address(3), await visitor.SolveAsync());

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.StatusCode, again.StatusCode));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (other.StatusCode, ours.StatusCode));
        Assert.Contains("24,000</b> sat", await visitor.ReadAsync("/wallet"), StringComparison.Ordinal);
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task A_provider_that_is_away_costs_nobody_anything()
    {
        await using var turnstile = await TurnstileAsync();
        await using var faucet = FaucetProcess.OnSandbox(Options(turnstile, ("Captcha__Provider", "turnstile")));
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, "10.0.0.1");
        var token = await TokenAsync(visitor);
        var working = turnstile.Answer;
        turnstile.AnswerText("<html>502</html>", 502, "text/html");

        using var away = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", token));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Equal(30, away.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Contains($"value=\"{Visitor.Address(1)}\"", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        turnstile.Answer = working;
        using var back = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", token));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
    }

    [Fact]
    public async Task A_client_that_failed_too_often_does_not_make_us_ask_the_provider()
    {
        await using var turnstile = await TurnstileAsync();
        await using var faucet = FaucetProcess.OnSandbox(Options(turnstile, ("Captcha__Provider", "turnstile")));
        await faucet.StartAsync();
        using var robot = new Visitor(faucet.Url, "10.0.0.1");
        using var person = new Visitor(faucet.Url, "10.0.0.2");
        _ = await TokenAsync(robot);
        for (var i = 0; i < 40; i++)
        {
            using var failed = await robot.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", $"made.up.{i}"));
        }

        var asked = turnstile.Asked.Count;
        Assert.InRange(asked, 20, 39);
        using var refused = await robot.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", "made.up.too"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta?.TotalSeconds > 0);
        Assert.Equal(asked, turnstile.Asked.Count);

        using var claimed = await person.PostAsync("/", ("address", Visitor.Address(2)), ("hosted", await TokenAsync(person)));
        Assert.Equal(HttpStatusCode.SeeOther, claimed.StatusCode);
    }

    [Fact]
    public async Task Our_own_check_stands_in_where_that_is_allowed()
    {
        await using var turnstile = await TurnstileAsync();
        await using var faucet = FaucetProcess.OnSandbox(
            Options(turnstile, ("Captcha__Provider", "turnstile"), ("Captcha__AllowLocalFallback", "true")));
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, "10.0.0.1");
        var token = await TokenAsync(visitor);
        turnstile.AnswerText("", 500);
        for (var i = 0; i < 3; i++)
        {
            using var away = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("hosted", token));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        }

        var page = await visitor.ReadAsync("/");
        Assert.Contains("data-ours=\"true\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"hosted\"", page, StringComparison.Ordinal);
        Assert.Contains("\"effort\":2", await visitor.ReadAsync("/captcha/challenge"), StringComparison.Ordinal);
        using var claimed = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());
        Assert.Equal(HttpStatusCode.SeeOther, claimed.StatusCode);
    }

    [Theory]
    [InlineData("turnstile", "https://challenges.cloudflare.com")]
    [InlineData("hcaptcha", "https://hcaptcha.com https://*.hcaptcha.com")]
    [InlineData("recaptcha", "https://www.google.com/recaptcha/")]
    public async Task Only_the_page_with_the_check_lets_its_provider_in(string provider, string host)
    {
        await using var server = await FakeProvider.StartAsync();
        await using var faucet = FaucetProcess.OnSandbox(Options(server, ("Captcha__Provider", provider)));
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);

        foreach (var path in new[] { "/", "/wallet", "/waiting", "/how-it-works", "/nowhere", "/captcha/challenge" })
        {
            using var reply = await visitor.Http.GetAsync(new Uri(path, UriKind.Relative));
            var policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
            Assert.Equal(path == "/", policy.Contains($"script-src 'self' {host}", StringComparison.Ordinal));
            Assert.Equal(path == "/", policy.Contains("frame-src", StringComparison.Ordinal));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1100, ColorScheme.Light, "altcha")]
    [InlineData(360, ColorScheme.Dark, "altcha")]
    [InlineData(360, ColorScheme.Light, "turnstile")]
    public async Task In_a_browser_the_claim_goes_out_when_all_that_is_demanded_is_done(int width, ColorScheme scheme, string provider)
    {
        await using var turnstile = await TurnstileAsync();
        await using var faucet = FaucetProcess.OnSandbox(Options(
            turnstile,
            provider == "altcha"
                ? [("Captcha__Second", "turnstile"), ("Captcha__SecondFor", "always")]
                : [("Captcha__Provider", "turnstile")]));
        await faucet.StartAsync();
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, width, scheme);
        await page.RouteAsync("https://challenges.cloudflare.com/**", route => route.FulfillAsync(
            new() { ContentType = "text/javascript", Body = Widget, Headers = new Dictionary<string, string> { ["Cross-Origin-Resource-Policy"] = "cross-origin" } }));

        await page.GotoAsync("/");
        await page.GetByLabel("Bitcoin address").FillAsync(Visitor.Address(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Please finish the check below.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await BrowserSession.AssertFitsAsync(page);
        await BrowserSession.AssertAccessibleAsync(page);
        await BrowserSession.ShootAsync(page, $"hosted-{width}-{scheme}-{provider}".ToLowerInvariant());
        await page.GetByRole(AriaRole.Button, new() { Name = "I am a person" }).ClickAsync();

        await Assertions.Expect(page.GetByText("24,000 sat credited")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Single(turnstile.Asked);
        Assert.Empty(browser.Complaints);
        Assert.All(browser.Strangers, url => Assert.StartsWith("https://challenges.cloudflare.com/turnstile/v0/api.js", url, StringComparison.Ordinal));
    }

    /// <summary>A token of the widget on the page that this visitor sees.</summary>
    private static async Task<string> TokenAsync(Visitor visitor)
    {
        var page = await visitor.ReadAsync("/");
        var cdata = page.Split("data-cdata=\"")[1].Split('"')[0];
        return $"token.the-site-key.claim.{cdata}";
    }

    /// <summary>Turnstile as it documents itself: a token passes once, and tells what the widget was given.</summary>
    private static async Task<FakeProvider> TurnstileAsync()
    {
        var server = await FakeProvider.StartAsync();
        var spent = new ConcurrentDictionary<string, bool>();
        server.Answer = (provider, context) =>
        {
            var form = provider.Asked.Last();
            var isKnown = form["response"].Split('.') is ["token", "the-site-key", _, _] && form["secret"] == "the-secret";
            var parts = form["response"].Split('.');
            return context.Response.WriteAsync(!isKnown ? Error("invalid-input-response")
                : !spent.TryAdd(form["response"], true) ? Error("timeout-or-duplicate")
                : JsonSerializer.Serialize(
                    new { success = true, challenge_ts = TimeProvider.System.GetUtcNow(), hostname = "localhost", action = parts[2], cdata = parts[3] }));
        };
        return server;
    }

    private static string Error(string code) => $$"""{"success":false,"error-codes":["{{code}}"]}""";

    private static (string, string)[] Options(FakeProvider server, params (string, string)[] more) =>
    [
        .. RegtestFaucet.QuickCaptcha,
        .. from provider in Providers
           from option in new (string Name, string Value)[]
           {
               ("SiteKey", "the-site-key"), ("Secret", "the-secret"), ("VerifyUrl", server.Url.ToString()), ("ExpectedHost", "localhost"),
           }
           select ($"Captcha__{provider}__{option.Name}", option.Value),
        .. more,
    ];
}
