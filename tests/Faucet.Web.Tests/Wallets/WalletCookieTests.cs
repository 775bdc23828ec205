using System.Net;
using Faucet.Engine.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Web.Tests.Wallets;

public sealed class WalletCookieTests
{
    private const string Client = "203.0.113.77";

    [Fact]
    public async Task A_browser_whose_cookie_an_older_release_sealed_keeps_its_wallet()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.RunAsync("settings", "list");
        var database = $"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Pooling=False";

        // The oldest release left the algorithms as they come.
        var services = new ServiceCollection().AddLogging().AddFaucetDatabase(new DatabaseOptions(DatabaseProvider.Sqlite, database));
        services.AddDataProtection().SetApplicationName("Faucet").PersistKeysToDbContext<FaucetDbContext>();
        await using var older = services.BuildServiceProvider();
        var protector = older.GetRequiredService<IDataProtectionProvider>().CreateProtector("wallet");
        protector.Protect("its key is stored now");

        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, Client);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync())).StatusCode);
        await using var db = older.GetRequiredService<FaucetDatabase>().Open();
        var wallet = await db.Wallets.SingleAsync(TestContext.Current.CancellationToken);
        using var returning = new Visitor(faucet.Url, Client);
        returning.Cookies.Add(faucet.Url, new Cookie("faucet-wallet", protector.Protect($"{wallet.Id.Value}|0|{wallet.Balance.Satoshis}")));
        Assert.Contains(wallet.Address, await returning.ReadAsync("/wallet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wallets_number_or_its_openers_rights_can_not_be_written_into_the_cookie()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var opener = new Visitor(faucet.Url, Client);
        using var stranger = new Visitor(faucet.Url, "203.0.113.78");
        using var guest = new Visitor(faucet.Url, "203.0.113.79");
        await faucet.SetAsync("claim.wallet-cooldown-seconds", "0");
        Assert.Equal(HttpStatusCode.SeeOther, (await opener.ClaimAsync(Visitor.Address(1), await opener.SolveAsync())).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.ClaimAsync(Visitor.Address(2), await stranger.SolveAsync())).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await guest.ClaimAsync(Visitor.Address(1), await guest.SolveAsync())).StatusCode);
        Assert.Contains(Visitor.Address(1), await ShownForAsync(Cookie(opener)), StringComparison.Ordinal);

        // wallet . claim . credited . "opener" . signature, and without the opener for who claimed where another had
        var (own, other, guests) = (Cookie(stranger).Split('.'), Cookie(opener).Split('.'), Cookie(guest).Split('.'));
        Assert.Equal((5, 4), (own.Length, guests.Length));
        foreach (var forged in new string[][]
        {
            [other[0], .. own[1..]],
            [.. other[..4], own[4]],
            other[..4],
            [.. other[..4], ""],
            ["0" + other[0], .. other[1..]],
            [.. own[..3], "opener", "opener", own[4]],
            [.. own[..3], own[4]],
            [.. guests[..3], "opener", guests[3]],
        })
        {
            var page = await ShownForAsync(string.Join('.', forged));
            Assert.DoesNotContain(Visitor.Address(1), page, StringComparison.Ordinal);
            Assert.DoesNotContain(Visitor.Address(2), page, StringComparison.Ordinal);
        }

        string Cookie(Visitor visitor) => visitor.Cookies.GetCookies(faucet.Url)["faucet-wallet"]!.Value;

        async Task<string> ShownForAsync(string cookie)
        {
            using var visitor = new Visitor(faucet.Url, Client);
            visitor.Cookies.Add(faucet.Url, new Cookie("faucet-wallet", cookie));
            return await visitor.ReadAsync("/wallet");
        }
    }
}
