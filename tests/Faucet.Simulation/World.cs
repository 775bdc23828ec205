using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="PaidAnew">Batches that were taken back and paid from what came back.</param>
/// <param name="LogHash">SHA-256 over everything that happened: the same for the same seed.</param>
internal sealed record Outcome(int Withdrawals, int Attempts, int Faults, int Restarts, int PaidAnew, string LogHash);

/// <summary>Two faucet processes on one database, one play chain, one clock, and the dice of one seed: first everything breaks, then everything heals.</summary>
internal sealed class World : IAsyncDisposable
{
    private const int Visitors = 8;
    private const int Steps = 40;
    private const int HealingRounds = 60;

    // Less than what settles a payout: deeper ones are another promise.
    private const int DeepestReorg = 2;

    private readonly Random dice;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly SandboxNode chain;
    private readonly SimulatedFaucet[] faucets = new SimulatedFaucet[2];
    private readonly SimulatedNode[] wires = new SimulatedNode[2];
    private readonly SimulatedDisk disk;
    private readonly StringBuilder log = new();
    private readonly Oracle oracle;
    private bool isCalm = true;
    private bool isNested;
    private int highest;
    private int restarts;
    private int faults;

    private World(int seed, SimulatedDisk disk)
    {
        this.disk = disk;
        dice = new Random(seed);
        chain = new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions
        {
            Seed = SHA256.HashData(BitConverter.GetBytes(seed)),
            Treasury = [.. Enumerable.Range(1, 8).Select(coin => Money.FromSatoshis(coin * 26_011))],
        });
        oracle = new Oracle(chain, disk.Database, () => faucets[0]);
    }

    /// <param name="disk">With a database that is ready to be used.</param>
    public static async Task<Outcome> RunAsync(int seed, SimulatedDisk disk)
    {
        await using var world = new World(seed, disk);
        for (var process = 0; process < 2; process++)
        {
            await world.StartAsync(process);
        }

        await world.BreakAsync();
        await world.HealAsync();
        return await world.OutcomeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var faucet in faucets)
        {
            if (faucet is not null)
            {
                await faucet.DisposeAsync();
            }
        }

        chain.Dispose();
    }

    private async Task StartAsync(int process)
    {
        wires[process] = new SimulatedNode(chain, dice, () => isCalm)
        {
            OnCall = () => InterruptAsync(process),
            OnSign = oracle.AssertRecordedAsync,
            OnBroadcast = oracle.AssertStoredAsync,
        };
        faucets[process] = await SimulatedFaucet.StartAsync(disk, wires[process], time);
    }

    private async Task BreakAsync()
    {
        isCalm = false;
        for (var step = 0; step < Steps; step++)
        {
            var what = await StepAsync();
            log.Append(step).Append(' ').Append(what).Append(": ").AppendLine(await oracle.AssertSafeAsync());
            if (step % 10 == 9)
            {
                await oracle.AssertBooksAsync();
            }
        }
    }

    private async Task HealAsync()
    {
        isCalm = true;
        await wires[0].DeliverLateAsync();
        await wires[1].DeliverLateAsync();
        chain.SetMinimumFeeRate(FeeRate.FromSatoshisPerVByte(1));
        chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(2);
        chain.PayIn(await chain.NewDepositAddressAsync(CancellationToken.None), Money.FromSatoshis(5_000_000));
        var rounds = 0;
        do
        {
            time.Advance(TimeSpan.FromMinutes(11));
            await CycleAsync(rounds % 2);
            chain.MineBlock();
            await oracle.AssertSafeAsync();
        }
        while (++rounds < HealingRounds && (rounds < 6 || await oracle.OpenAsync() > 0));
        Assert.True(rounds < HealingRounds, $"Not everybody was paid after {rounds} rounds of peace.\n{log}\n{await oracle.AssertSafeAsync()}");
        log.AppendLine(await oracle.AssertSettledAsync());
    }

    private async Task<string> StepAsync()
    {
        switch (dice.Next(100))
        {
            case < 18:
                var visitor = dice.Next(Visitors);
                return $"claim {visitor} {await faucets[dice.Next(2)].ClaimAsync(visitor)}";
            case < 24:
                return await OwnerAsync(dice.Next(2));
            case < 32:
                return await ActAsync(dice.Next(2), "operator", faucet => faucet.TakeBackAsync(dice));
            case < 57:
                var process = dice.Next(2);
                return $"cycle {process} {await CycleAsync(process)}";
            case < 69:
                chain.MineBlock();
                return "block";
            case < 72:
                return await MineAnOlderAttemptAsync();
            case < 76:
                return await ReorganiseAsync();
            case < 80:
                chain.SetMinimumFeeRate(FeeRate.FromSatoshisPerVByte(dice.Next(1, 9)));
                return "floor";
            case < 85:
                chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(dice.Next(1, 30));
                return "estimate";
            case < 87:
                chain.Restart();
                return "node restarts";
            case < 90:
                await wires[dice.Next(2)].DeliverLateAsync();
                return "late";
            case < 92:
                await RestartAsync(dice.Next(2));
                return "faucet restarts";
            default:
                time.Advance(TimeSpan.FromSeconds(dice.Next(1, 7_200)));
                return "time";
        }
    }

    /// <summary>A miner who knows one of the older attempts, but not the newest.</summary>
    private async Task<string> MineAnOlderAttemptAsync()
    {
        await using var db = disk.Database.Open();
        var sent = await db.PayoutTransactions.AsNoTracking().Where(t => t.LastSentAt != null && t.SignedHex != null && t.State == TransactionState.Sent)
            .OrderBy(t => t.BatchId).ThenBy(t => t.Sequence).Select(t => t.SignedHex!).ToListAsync();
        if (sent.Count == 0)
        {
            return "nothing to mine";
        }

        var chosen = sent[dice.Next(sent.Count)];
        foreach (var input in RawTransaction.Parse(chosen).Inputs)
        {
            if (await chain.FindUtxoAsync(input.OutPoint, CancellationToken.None) is null)
            {
                return "can't be mined";
            }
        }

        chain.MineBlock([chosen]);
        return "block of another miner";
    }

    /// <summary>Never deeper than promised, counted from the highest block that there ever was.</summary>
    private async Task<string> ReorganiseAsync()
    {
        var height = (await chain.GetStatusAsync(CancellationToken.None)).Height;
        highest = Math.Max(highest, height);
        var depth = Math.Min(dice.Next(1, DeepestReorg + 1), DeepestReorg - (highest - height));
        if (depth < 1 || height - depth < 1)
        {
            return "no reorg";
        }

        chain.Reorganise(depth);
        return $"reorg {depth}";
    }

    private async Task<string> CycleAsync(int process)
    {
        try
        {
            await faucets[process].Get<PayoutCycle>().RunAsync(CancellationToken.None);
            return "done";
        }
        catch (KilledException)
        {
            await RestartAsync(process);
            return "killed";
        }
    }

    /// <summary>The owner of a wallet takes a queued payout back, or asks for one.</summary>
    private Task<string> OwnerAsync(int process)
    {
        var visitor = dice.Next(Visitors);
        return ActAsync(process, $"owner {visitor}", faucet => faucet.AskOrCancelAsync(visitor, dice));
    }

    /// <summary>Somebody acts through a process, whose calls to the node may fail like any others.</summary>
    private async Task<string> ActAsync(int process, string who, Func<SimulatedFaucet, Task<string>> act)
    {
        try
        {
            return $"{who} {await act(faucets[process])}";
        }
        catch (NodeException exception)
        {
            return $"{who} {exception.Failure}";
        }
        catch (KilledException)
        {
            await RestartAsync(process);
            return $"{who} killed";
        }
    }

    private async Task RestartAsync(int process)
    {
        restarts++;
        faults += wires[process].Faults;
        await faucets[process].DisposeAsync();
        await StartAsync(process);
    }

    /// <summary>Between two calls of one process the other one works, and the lease of the first may have run out.</summary>
    private async Task InterruptAsync(int process)
    {
        if (isCalm || isNested || dice.NextDouble() >= 0.03)
        {
            return;
        }

        isNested = true;
        if (dice.Next(2) == 0)
        {
            time.Advance(TimeSpan.FromSeconds(dice.Next(1, 120)));
        }

        if (dice.Next(4) == 0)
        {
            chain.MineBlock();
        }

        await (dice.Next(4) == 0 ? OwnerAsync(1 - process) : CycleAsync(1 - process));
        isNested = false;
    }

    private async Task<Outcome> OutcomeAsync()
    {
        await using var db = disk.Database.Open();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log.ToString())));
        return new Outcome(
            await db.Withdrawals.CountAsync(),
            await db.PayoutTransactions.CountAsync(),
            faults + wires[0].Faults + wires[1].Faults,
            restarts,
            await db.OutpointReservations.CountAsync(r => r.IsAnchor),
            hash);
    }
}
