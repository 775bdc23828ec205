using System.Diagnostics;
using Faucet.Benchmarks.Databases;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Core;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static System.FormattableString;

namespace Faucet.Benchmarks.Fees;

/// <summary>The faucet's engine on a database and a wallet of its own: what it owes is paid by the rounds of its payout worker.</summary>
internal sealed class PayingFaucet : IAsyncDisposable
{
    /// <summary>What the faucet itself recommends, and the most that it can be set to.</summary>
    public const int BatchMaximum = 250;

    private readonly ServiceProvider services;

    private PayingFaucet(RegtestNode node, NodeWallet wallet, SqliteFile database) => services = new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IBitcoinNode>(_ => new CoreNode(
            new CoreNodeOptions(node.RpcUrl, wallet.Name) { User = node.User, Password = node.Password }, TimeProvider.System))
        .AddFaucetEngine(new EngineOptions(BitcoinNetwork.Regtest, database.Options, new AltchaOptions()))
        .BuildServiceProvider();

    private FaucetDatabase Database => services.GetRequiredService<FaucetDatabase>();

    /// <summary>A faucet that has booked the wallet's coins, and owes the payees what they are due.</summary>
    public static async Task<PayingFaucet> CreateAsync(
        RegtestNode node, NodeWallet wallet, SqliteFile database, Treasury treasury, FeeRate rate, CancellationToken cancellationToken)
    {
        var faucet = new PayingFaucet(node, wallet, database);
        await faucet.services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await faucet.SetAsync(rate, cancellationToken);
        await faucet.services.GetRequiredService<PayoutCycle>().RunAsync(cancellationToken);
        await CreditedLedger.WriteAsync(faucet.Database, treasury.Payees, cancellationToken);
        return faucet;
    }

    /// <summary>Runs rounds, one after the other, until everything is sent.</summary>
    /// <returns>The transactions, and the time from the first round's start to the last one's end.</returns>
    public async Task<(IReadOnlyList<string> TxIds, TimeSpan Took)> PayAsync(Treasury treasury, CancellationToken cancellationToken)
    {
        var cycle = services.GetRequiredService<PayoutCycle>();
        var started = Stopwatch.GetTimestamp();
        for (var (sent, before) = (0, -1); sent < treasury.Payees.Count; (before, sent) = (sent, await CountSentAsync(cancellationToken)))
        {
            if (sent == before)
            {
                throw new BenchmarkException(Invariant($"The faucet stops at {sent} of {treasury.Payees.Count} payouts: {await WhyAsync(cancellationToken)}"));
            }

            await cycle.RunAsync(cancellationToken);
        }

        var took = Stopwatch.GetElapsedTime(started);
        await using var db = Database.Open();
        var txIds = await db.PayoutTransactions.OrderBy(transaction => transaction.Id).Select(transaction => transaction.TxId).ToListAsync(cancellationToken);
        return ([.. txIds.Select(txId => txId.ToString())], took);
    }

    /// <summary>Once a block has taken everything.</summary>
    /// <exception cref="BenchmarkException">A law of the ledger is broken, or the node's wallet holds something else.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<PayoutCycle>().RunAsync(cancellationToken);
        var laws = await services.GetRequiredService<LedgerVerifier>().VerifyAsync(cancellationToken);
        if (laws.Append(await services.GetRequiredService<HotWalletCheck>().CheckAsync(cancellationToken)).FirstOrDefault(law => !law.Holds) is { } broken)
        {
            throw new BenchmarkException($"{broken.Law}: {broken.Figures}");
        }
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task SetAsync(FeeRate rate, CancellationToken cancellationToken)
    {
        (string Key, string Value)[] settings =
        [
            ("payout.threshold-sat", "10000"),
            ("payout.batch-maximum", Invariant($"{BatchMaximum}")),
            ("payout.batch-age-seconds", "0"),
            ("payout.maximum-sat-per-vbyte", Invariant($"{Math.Max(20, rate.SatoshisPerVByte)}")),
            // A young chain has no estimate.
            ("payout.fallback-sat-per-vbyte", Invariant($"{rate.SatoshisPerVByte}")),
            ("payout.maximum-fee-percent", "100"),
            ("deposit.confirmations", "1"),
        ];
        foreach (var (key, value) in settings)
        {
            if (await services.GetRequiredService<SettingsStore>().SetAsync(key, value, "benchmark", "benchmark", cancellationToken) is SettingOutcome.Refused refused)
            {
                throw new BenchmarkException($"{key}: {refused.Mend}");
            }
        }
    }

    private async Task<int> CountSentAsync(CancellationToken cancellationToken)
    {
        await using var db = Database.Open();
        return await db.BatchItems.CountAsync(
            item => db.PayoutBatches.Any(batch => batch.Id == item.BatchId && batch.State == BatchState.Broadcast), cancellationToken);
    }

    private async Task<string> WhyAsync(CancellationToken cancellationToken)
    {
        await using var db = Database.Open();
        var reasons = await db.WorkerLeases.Select(lease => lease.HoldReason ?? lease.QueueReason)
            .Concat(db.PayoutBatches.Select(batch => batch.WaitingReason)).ToListAsync(cancellationToken);
        return reasons.Find(reason => reason is not null) ?? "no reason given";
    }
}
