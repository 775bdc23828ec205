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
}
