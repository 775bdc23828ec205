using System.Globalization;
using System.Net;
using Faucet.Core.Addresses;
using Faucet.Core.Payouts;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Tests.Captcha;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Simulation;

/// <summary>One faucet process: the real engine, which knows nothing but its database, its node and the clock.</summary>
internal sealed class SimulatedFaucet : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceProvider services;
    private readonly SimulatedDisk disk;
    private readonly Task writing;

    private SimulatedFaucet(ServiceProvider services, SimulatedDisk disk)
    {
        this.services = services;
        this.disk = disk;
        writing = Task.Run(() => Get<ClaimWriter>().RunAsync(stop.Token));
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<SimulatedFaucet> StartAsync(SimulatedDisk disk, IBitcoinNode node, TimeProvider time)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time).AddSingleton(node)
            .AddFaucetEngine(new EngineOptions(BitcoinNetwork.Sandbox, disk.Options, new AltchaOptions { Cost = 100, MaxCounter = 10 }))
            .AddSingleton(disk.Database)
            .BuildServiceProvider();
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<InstallationKeys>().LoadAsync(services.GetRequiredService<DatabaseMigrator>(), CancellationToken.None);
        await services.GetRequiredService<ClientKeyRotation>().RenewAsync(CancellationToken.None);
        return new SimulatedFaucet(services, disk);
    }

    /// <summary>Makes the database that all seeds begin with.</summary>
    public static async Task PrepareAsync(SimulatedDisk disk)
    {
        using var chain = new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions());
        await using var faucet = await StartAsync(disk, chain, new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero)));
        foreach (var (key, value) in new[]
        {
            ("payout.threshold-sat", "24000"), ("payout.batch-count", "3"), ("payout.batch-age-seconds", "600"), ("payout.maximum-sat-per-vbyte", "25"),
            ("payout.bump-after-seconds", "1800"), ("payout.maximum-fee-percent", "50"), ("payout.fee-paid-by", "visitor"),
        })
        {
            await faucet.SetAsync(key, value);
        }
    }

    public static ScriptPubKey ScriptOf(int visitor)
    {
        var program = new byte[20];
        BitConverter.TryWriteBytes(program, visitor);
        return ScriptPubKey.FromBytes([0x00, 0x14, .. program]);
    }

    public async Task SetAsync(string key, string value) => Assert.IsType<SettingOutcome.Changed>(
        await Get<SettingsStore>().SetAsync(key, value, "simulation", "to have something happen", CancellationToken.None));

    /// <summary>A visitor passes the captcha and claims; refusals are his own affair.</summary>
    public async Task<bool> ClaimAsync(int visitor)
    {
        var cookie = visitor.ToString("x32", CultureInfo.InvariantCulture);
        var challenge = Get<AltchaChallenges>().Compose(new CaptchaBinding(ClaimService.CaptchaAction, cookie), Get<TimeProvider>().GetUtcNow());
        var payload = new AltchaPayload(challenge, AltchaWorld.Solve(challenge.Parameters)).Write();
        var client = new IPAddress([10, (byte)((visitor >> 16) & 255), (byte)((visitor >> 8) & 255), (byte)(visitor & 255)]);
        var form = new ClaimForm(AddressCodec.Encode(ScriptOf(visitor), BitcoinNetwork.Sandbox), new CaptchaAnswers(payload), cookie, client);
        return await Get<ClaimService>().ClaimAsync(form, CancellationToken.None) is ClaimOutcome.Accepted;
    }

    /// <summary>Cancels what is queued, or asks for one of the payouts that are offered, on the terms that are shown.</summary>
    public async Task<string> AskOrCancelAsync(int visitor, Random dice)
    {
        await using var db = Get<FaucetDatabase>().Open();
        var script = ScriptOf(visitor);
        if (await db.Wallets.AsNoTracking().SingleOrDefaultAsync(w => w.ScriptPubKey == script) is not { } wallet
            || await Get<WalletReader>().FindAsync(wallet.Id, CancellationToken.None) is not { } statement)
        {
            return "has no wallet";
        }

        var requests = Get<WithdrawalRequests>();
        if (statement.Withdrawals.FirstOrDefault(w => w.State is not (WithdrawalState.Final or WithdrawalState.Cancelled)) is { } open)
        {
            return $"cancels: {(await requests.CancelAsync(wallet.Id, open.Id, CancellationToken.None))?.Code}";
        }

        if (statement.Quotes.Count == 0)
        {
            return "is offered nothing";
        }

        var quote = statement.Quotes[dice.Next(statement.Quotes.Count)];
        return $"asks {quote.Speed} {quote.Fee}: {(await requests.RequestAsync(wallet.Id, quote.Speed, quote.Amount, quote.Fee, CancellationToken.None))?.Code}";
    }

    /// <summary>An operator takes a batch back that no block takes.</summary>
    public async Task<string> TakeBackAsync(Random dice)
    {
        await using var db = Get<FaucetDatabase>().Open();
        var sent = await db.PayoutBatches.Where(b => b.State == BatchState.Prepared || b.State == BatchState.Broadcast).OrderBy(b => b.Id).Select(b => b.Id).ToListAsync();
        return sent.Count == 0 ? "has nothing to take back"
            : $"takes back {await Get<PayoutOrders>().CancelAsync(sent[dice.Next(sent.Count)], CancellationToken.None) is CancelOutcome.Recorded}";
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await writing;
        disk.CloseDatabase();
        await services.DisposeAsync();
        stop.Dispose();
    }
}
