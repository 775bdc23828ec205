using System.Diagnostics;
using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Core.Addresses;
using Faucet.Core.Settings;
using Faucet.Core.Wallets;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Benchmarks.Growth;

/// <summary>The engine itself on a database, without a web: what single reads take.</summary>
internal sealed class EngineInProcess : IAsyncDisposable
{
    private const int WaitingWithdrawals = 200;
    private const int Repeats = 300;
    private const int Histories = 5_000;

    private readonly ServiceProvider services;
    private readonly MeasuredDatabase database;

    public EngineInProcess(MeasuredDatabase database, string folder)
    {
        this.database = database;
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IBitcoinNode>(new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions { JournalPath = Path.Combine(folder, "engine.journal") }))
            .AddFaucetEngine(new EngineOptions(BitcoinNetwork.Sandbox, database.Options, new AltchaOptions()))
            .BuildServiceProvider();
    }

    /// <summary>Checks every law that needs no node.</summary>
    public async Task<TimeSpan> AuditAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var results = await services.GetRequiredService<LedgerVerifier>().VerifyAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        foreach (var result in results.OrderByDescending(result => result.Took))
        {
            Console.WriteLine(FormattableString.Invariant($"{(result.Holds ? "ok    " : "BROKEN")} {result.Took.TotalMilliseconds,8:N0} ms  {result.Law}: {result.Figures}"));
        }

        return results.All(result => result.Holds) ? took : throw new BenchmarkException("The ledger does not add up.");
    }

    /// <param name="warmUp">As long as a server is warmed up: what is read meanwhile is not counted.</param>
    /// <returns>Milliseconds that a wallet's statement takes, ascending.</returns>
    public async Task<double[]> HistoriesAsync(int wallets, TimeSpan warmUp, CancellationToken cancellationToken)
    {
        var reader = services.GetRequiredService<WalletReader>();
        var mix = new ClaimMix(wallets);
        var milliseconds = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; milliseconds.Count < Histories; i++)
        {
            var id = new WalletId(SeededWallets.FirstId + mix.KnownWallet(i));
            var started = Stopwatch.GetTimestamp();
            _ = await reader.FindAsync(id, cancellationToken) ?? throw new BenchmarkException($"Wallet {id} is gone.");
            if (Stopwatch.GetElapsedTime(begun, started) >= warmUp)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return [.. milliseconds.Order()];
    }

    /// <summary>What a payout round selects with 200 withdrawals in the queue and no wallet due: milliseconds, median.</summary>
    /// <remarks>It makes the withdrawals, by balances that no claim explains: the last thing to do with a database.</remarks>
    public async Task<double> PayoutSelectionAsync(CancellationToken cancellationToken)
    {
        var settings = (await services.GetRequiredService<SettingsStore>().ReadAsync(cancellationToken)).Settings with
        {
            // Nothing leaves: each round looks at the whole queue again.
            BatchCount = WaitingWithdrawals + 1,
            BatchAge = TimeSpan.FromDays(7),
        };
        var opener = services.GetRequiredService<WithdrawalOpener>();
        var releaser = services.GetRequiredService<BatchReleaser>();
        var status = await services.GetRequiredService<IBitcoinNode>().GetStatusAsync(cancellationToken);
        await MakeDueAsync(settings);
        while (await opener.OpenAsync(settings, cancellationToken) > 0)
        {
        }

        var milliseconds = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var opened = await opener.OpenAsync(settings, cancellationToken);
            var released = await releaser.ReleaseAsync(status, settings, cancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (opened > 0 || released.BatchId is not null)
            {
                throw new BenchmarkException("A payout was due that should not be.");
            }
        }

        return milliseconds.Skip(Repeats / 3).Median();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task MakeDueAsync(FaucetSettings settings)
    {
        await using var connection = database.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = FormattableString.Invariant(
            $"""UPDATE "Wallets" SET "Balance" = {settings.PayoutThreshold.Satoshis}, "IsDue" = TRUE WHERE "Id" < {SeededWallets.FirstId + WaitingWithdrawals} AND "Id" >= {SeededWallets.FirstId}""");
        await command.ExecuteNonQueryAsync();
    }
}
