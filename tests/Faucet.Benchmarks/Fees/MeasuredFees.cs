using System.Diagnostics;
using System.Text.Json;
using Faucet.Benchmarks.Databases;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using static System.FormattableString;

namespace Faucet.Benchmarks.Fees;

/// <summary>Pays everybody twice: once by the faucet, once by sendmany, each from a wallet of its own with the same coins, on one node.</summary>
internal sealed class MeasuredFees(FeesOptions options, string folder)
{
    public const string Command = "measured-fees";

    private const double FloorGoal = 1.04;
    private const int GoalPayees = 100;
    private const int Hurried = 3_000;

    private static readonly int[] Cases = [1, 10, 100, PayingFaucet.BatchMaximum, 1_000];

    private readonly FeeRate rate = FeeRate.FromSatoshisPerVByte(options.SatPerVByte);

    /// <summary>Prints how it goes, and the figures as its last line.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var fees = Cases.ToDictionary(payees => payees, _ => new List<Pair>());
        var hurried = new List<Pair>();
        for (var run = 0; run < options.Runs; run++)
        {
            // A chain of its own: on one that has seen enough transactions the node begins to estimate fees.
            // Knots gives its sendmany a legacy change output, 3 vB larger than the one that Core and the faucet make: no reference to be proud of.
            await using var node = new RegtestNode(Directory.CreateDirectory(Path.Combine(folder, "node")).FullName, "-changetype=bech32");
            await node.InitializeAsync();
            foreach (var payees in Cases)
            {
                fees[payees].Add(await PayAsync(node, run, payees, payees, cancellationToken));
            }

            hurried.Add(await PayAsync(node, run, Hurried, PayingFaucet.BatchMaximum, cancellationToken));
        }

        IReadOnlyList<Figure> figures = [.. fees.SelectMany(of => FeeFigures(of.Key, of.Value)), .. TimeFigures(hurried)];
        Console.WriteLine(JsonSerializer.Serialize(figures));
    }

    /// <param name="perSendMany">How many each sendmany pays.</param>
    private async Task<Pair> PayAsync(RegtestNode node, int run, int payees, int perSendMany, CancellationToken cancellationToken)
    {
        var treasury = Treasury.Make(options.Seed + run, payees, Math.Max(options.Coins, payees / PayingFaucet.BatchMaximum), options.CoinSat);
        var name = Invariant($"{run}-{payees}");
        var theirs = await NodeWallet.CreateAsync(node, "sendmany-" + name, treasury.Coins);
        var ours = await NodeWallet.CreateAsync(node, "faucet-" + name, treasury.Coins);
        await node.MineAsync(1);
        var sendMany = await PayBySendManyAsync(node, theirs, treasury, perSendMany);
        Console.WriteLine(Invariant($"Run {run + 1}, {payees:N0} at once, sendmany: {sendMany}"));
        var faucet = await PayByFaucetAsync(node, ours, treasury, cancellationToken);
        Console.WriteLine(Invariant($"Run {run + 1}, {payees:N0} at once, faucet:   {faucet}"));
        return new Pair(faucet, sendMany);
    }

    private async Task<PaidCase> PayBySendManyAsync(RegtestNode node, NodeWallet wallet, Treasury treasury, int perSendMany)
    {
        var txIds = new List<string>();
        var started = Stopwatch.GetTimestamp();
        foreach (var payees in treasury.Payees.Chunk(perSendMany))
        {
            txIds.Add(await wallet.SendManyAsync(payees, rate));
        }

        var took = Stopwatch.GetElapsedTime(started);
        var paid = await PaidCase.CheckAsync(node, wallet, treasury, rate, txIds, took);
        await wallet.CloseAsync();
        return paid;
    }

    private async Task<PaidCase> PayByFaucetAsync(RegtestNode node, NodeWallet wallet, Treasury treasury, CancellationToken cancellationToken)
    {
        PaidCase paid;
        await using (var faucet = await PayingFaucet.CreateAsync(
            node, wallet, new SqliteFile(Path.Combine(folder, wallet.Name + ".db")), treasury, rate, cancellationToken))
        {
            var (txIds, took) = await faucet.PayAsync(treasury, cancellationToken);
            paid = await PaidCase.CheckAsync(node, wallet, treasury, rate, txIds, took);
            await faucet.VerifyAsync(cancellationToken);
        }

        await wallet.CloseAsync();
        return paid;
    }

    private IEnumerable<Figure> FeeFigures(int payees, IReadOnlyList<Pair> pairs)
    {
        // The least that anybody could pay: the outputs alone.
        var floor = OutputCost.VBytes(Treasury.Make(options.Seed, 1, 0, options.CoinSat).Payees[0].ScriptPubKey);
        var satPerVByte = (double)options.SatPerVByte;
        var who = Invariant($"{payees:N0} at once, {options.SatPerVByte} sat/vB: ");
        var (ours, theirs) = (pairs.Median(pair => pair.Faucet.FeePerPayout), pairs.Median(pair => pair.SendMany.FeePerPayout));
        var toFloor = pairs.Median(pair => pair.Faucet.FeePerPayout / (floor * satPerVByte));
        var toSendMany = pairs.Median(pair => pair.Faucet.FeePerPayout / pair.SendMany.FeePerPayout);
        yield return new Figure(
            who + "fee of a payout, faucet / sendmany / floor",
            Invariant($"{ours:0.0} / {theirs:0.0} / {floor * satPerVByte:0.0} sat ({ours / satPerVByte:0.00} / {theirs / satPerVByte:0.00} / {floor} vB)"));
        yield return payees == GoalPayees
            ? Figure.AtMost(who + "fee ÷ floor", toFloor, FloorGoal, "0.000")
            : Figure.Plain(who + "fee ÷ floor", toFloor, "0.000");
        yield return payees == GoalPayees
            ? Figure.AtMost(who + "fee ÷ sendmany", toSendMany, 1, "0.000")
            : Figure.Plain(who + "fee ÷ sendmany", toSendMany, "0.000");
    }

    private static IEnumerable<Figure> TimeFigures(IReadOnlyList<Pair> pairs)
    {
        var who = Invariant($"{Hurried:N0} payouts in batches of {PayingFaucet.BatchMaximum}: ");
        yield return Figure.Plain(who + "time until all are sent", pairs.Median(pair => pair.Faucet.Took.TotalSeconds), "0.00", "s");
        yield return Figure.Plain(who + "payouts/s", pairs.Median(pair => pair.Faucet.PerSecond), "0");
        yield return Figure.Plain(who + "time of sendmany", pairs.Median(pair => pair.SendMany.Took.TotalSeconds), "0.00", "s");
        yield return Figure.Plain(who + "time ÷ sendmany", pairs.Median(pair => pair.Faucet.Took / pair.SendMany.Took), "0.0");
    }

    private sealed record Pair(PaidCase Faucet, PaidCase SendMany);
}
