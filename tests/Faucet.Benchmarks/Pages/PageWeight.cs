using System.Text.Json;
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

        var origin = $"http://127.0.0.1:{port}/";
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        var (bytes, finished, strangers) = (0L, 0, new List<string>());
        page.Request += (_, request) =>
        {
            // What scripts make themselves, such as blob: and data:, goes over no wire.
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal))
            {
                strangers.Add(request.Url);
            }
        };
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        network.Event("Network.loadingFinished").OnEvent += (_, loaded) =>
        {
            if (loaded?.GetProperty("encodedDataLength").GetDouble() is > 0 and var length)
            {
                bytes += (long)length;
                finished++;
            }
        };
        await page.GotoAsync(origin, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle, Timeout = Patience });
        var (before, requestsBefore) = (bytes, finished);

        await page.FocusAsync("#address");
        await page.FillAsync("#address", SeededWallets.Address(0));
        await page.WaitForSelectorAsync(".check[data-state=ready]", new PageWaitForSelectorOptions { Timeout = Patience });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var worker = await WorkersAsync(page, origin);
        return new PageWeight(before, requestsBefore, bytes + worker.Bytes, finished + worker.Requests, strangers);
    }

    /// <summary>Scripts of workers are loaded by a target of their own, of which the page's events don't tell: the page knows their size.</summary>
    private static async Task<(long Bytes, int Requests)> WorkersAsync(IPage page, string origin)
    {
        const int headers = 300; // As the browser counts them for a transfer whose headers it does not tell.
        var source = await page.GetAttributeAsync("form[data-worker]", "data-worker") ?? throw new BenchmarkException("The form names no worker.");
        var sizes = await page.EvaluateAsync<JsonElement>(
            "async (url) => { const r = await fetch(url, { cache: 'no-store' }); await r.arrayBuffer(); return performance.getEntriesByName(url).at(-1).encodedBodySize; }",
            new Uri(new Uri(origin), source).ToString());
        return (sizes.GetInt64() + headers, 1);
    }
}
