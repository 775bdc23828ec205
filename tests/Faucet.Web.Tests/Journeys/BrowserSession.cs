using System.Text.Json;
using Microsoft.Playwright;

namespace Faucet.Web.Tests.Journeys;

/// <summary>A real Chromium, as Debian ships it, that notes what goes wrong on the pages.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private static readonly string Artifacts = Path.Combine(RepositoryRoot(), "tests", "artifacts");

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BrowserSession(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Console errors, among them everything that the content security policy stopped.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Requests that left the faucet's own origin.</summary>
    public List<string> Strangers { get; } = [];

    public static async Task<BrowserSession> StartAsync()
    {
        var program = Environment.GetEnvironmentVariable("FAUCET_CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(program))
        {
            Assert.False(Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") == "1", "Chromium is not installed.");
            Assert.Skip("Chromium is not installed; set FAUCET_CHROMIUM to one.");
        }

        var playwright = await Playwright.CreateAsync();
        return new BrowserSession(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    public async Task<IPage> OpenAsync(Uri faucet, int width, ColorScheme scheme, bool hasScripts = true)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = faucet.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = scheme,
            JavaScriptEnabled = hasScripts,
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // A refused claim is a 4xx page, which the console reports as an error of the network.
            if (message.Type == "error" && !message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal))
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(faucet.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                Strangers.Add(request.Url);
            }
        };
        return page;
    }

    /// <summary>Fills in the front page's form, presses the button and waits for the answer.</summary>
    public static async Task ClaimAsync(IPage page, string address)
    {
        await page.GetByLabel("Bitcoin address").FillAsync(address);
        await AnsweredAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync());
    }

    /// <summary>The answer's page is another document: a mark left on this one tells when it is gone, however long the answer takes to arrive.</summary>
    public static async Task AnsweredAsync(IPage page, Func<Task> post)
    {
        await page.EvaluateAsync("() => { window.answered = false; }");
        await post();
        await page.WaitForFunctionAsync("() => window.answered === undefined && document.readyState === 'complete'");
    }

    /// <summary>Everybody can read the page, it fits, and a person can look at it later.</summary>
    public static async Task LookAsync(IPage page, string name)
    {
        await AssertFitsAsync(page);
        await AssertAccessibleAsync(page);
        await ShootAsync(page, name);
    }

    /// <summary>Runs axe-core in the page; a finding fails the test with its description.</summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(await AxeAsync()));
        var result = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))");
        Assert.Empty(result.EnumerateArray().Select(v => v.GetString()));
    }

    public static async Task AssertFitsAsync(IPage page) => Assert.True(
        await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "The page scrolls sideways.");

    public static Task ShootAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artifacts, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    /// <summary>axe-core from its npm package, installed at the first use.</summary>
    private static async Task<string> AxeAsync()
    {
        var folder = Path.Combine(RepositoryRoot(), "tests", "Faucet.Web.Tests", "Journeys", "Axe");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            using var npm = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync();
            Assert.Equal(0, npm.ExitCode);
        }

        return script;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Faucet.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}
