using Faucet.Benchmarks.Faucets;
using Microsoft.Playwright;

namespace Faucet.Benchmarks.Pages;

/// <param name="Before">Bytes over the wire until the page rests: headers, and bodies as they were compressed.</param>
/// <param name="Total">The same, once an address was typed and the captcha is solved.</param>
/// <param name="Strangers">Requests to anybody else.</param>
internal sealed record PageWeight(long Before, int RequestsBefore, long Total, int Requests, IReadOnlyList<string> Strangers)
{
    private const float Patience = 120_000;

    /// <summary>A first visit by a real Chromium with an empty cache.</summary>
    /// <exception cref="BenchmarkException">There is no Chromium.</exception>
    public static async Task<PageWeight> MeasureAsync(int port)
    {
        var program = Environment.GetEnvironmentVariable("FAUCET_CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(program))
        {
            throw new BenchmarkException("Chromium is not installed; set FAUCET_CHROMIUM to one, or leave the weight out: --without-browser.");
        }

        await using var wire = new CountingProxy(port);
        var origin = $"http://127.0.0.1:{wire.Port}/";
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        var strangers = new List<string>();
        page.Request += (_, request) =>
        {
            // What scripts make themselves, such as blob: and data:, goes over no wire.
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal))
            {
                strangers.Add(request.Url);
            }
        };
        await page.GotoAsync(origin, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle, Timeout = Patience });
        var (before, requestsBefore) = (wire.Bytes, wire.Requests);

        await page.FocusAsync("#address");
        await page.FillAsync("#address", SeededWallets.Address(0));
        await page.WaitForSelectorAsync(".check[data-state=ready]", new PageWaitForSelectorOptions { Timeout = Patience });
        return new PageWeight(before, requestsBefore, wire.Bytes, wire.Requests, strangers);
    }
}
