using System.Globalization;
using System.Text.Json;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using static System.FormattableString;

namespace Faucet.Benchmarks.Fees;

/// <param name="Seed">Of the first run; the others count on from it.</param>
/// <param name="SatPerVByte">The fee rate.</param>
/// <param name="Coins">The confirmed coins of each wallet, at the least.</param>
/// <param name="CoinSat">What they hold: two thirds to four thirds of it, in satoshis.</param>
internal sealed record FeesOptions(int Seed, int Runs, decimal SatPerVByte, int Coins, int CoinSat, int FlushMicroseconds)
{
    public static FeesOptions Default { get; } = new(Seed: 1, Runs: 5, SatPerVByte: 5, Coins: 8, CoinSat: 22_500_000, FlushMicroseconds: 1_000);
}

/// <summary>What payouts cost, and how long they take to send, next to the node's own sendmany.</summary>
/// <remarks>Measured in a process of its own, so that its flushes and those of its node cost what was asked for.</remarks>
internal sealed class FeesBenchmark(FeesOptions options)
{
    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        if (BitcoindProgram.Find() is null)
        {
            throw new BenchmarkException(BitcoindProgram.HowToGetOne);
        }

        Console.WriteLine(Invariant(
            $"Fees: {options.Runs} runs from seed {options.Seed}, {options.SatPerVByte} sat/vB, {options.Coins} coins of about {options.CoinSat} sat, flush {options.FlushMicroseconds} µs."));
        using var scratch = ScratchFolder.Create();
        var start = ChildOutput.Self(
            MeasuredFees.Command, scratch.Path,
            "--seed", Text(options.Seed), "--runs", Text(options.Runs), "--fee-rate", Text(options.SatPerVByte), "--coins", Text(options.Coins), "--coin-sat", Text(options.CoinSat));
        (await SlowFlush.CompileAsync(scratch.Path, options.FlushMicroseconds)).ApplyTo(start);
        return JsonSerializer.Deserialize<IReadOnlyList<Figure>>(await ChildOutput.FollowAsync(start, cancellationToken))
            ?? throw new BenchmarkException("Nothing was measured.");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
