using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Faucet.Simulation;

/// <summary>The whole engine through thousands of broken days, each repeatable by its seed.</summary>
/// <remarks>FAUCET_SEEDS=100000 for the long run; FAUCET_SEED=n for the first seed: with FAUCET_SEEDS=1, for one alone.</remarks>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int Seeds = FromEnvironment("FAUCET_SEEDS", 1_000);

    [Fact]
    public async Task Everybody_is_paid_exactly_once_whatever_breaks()
    {
        var first = FromEnvironment("FAUCET_SEED", RandomNumberGenerator.GetInt32(1_000_000_000));
        output.WriteLine($"FAUCET_SEED={first}, {Seeds} seeds");
        using var disks = await Disks.CreateAsync();
        var outcomes = new ConcurrentBag<Outcome>();
        var failures = new ConcurrentBag<(int Seed, Exception Exception)>();
        await Parallel.ForEachAsync(Enumerable.Range(first, Seeds), async (seed, _) =>
        {
            if (!failures.IsEmpty)
            {
                return;
            }

            try
            {
                outcomes.Add(await disks.RunAsync(seed));
            }
            catch (Exception exception)
            {
                failures.Add((seed, exception));
            }
        });
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcomes.Count} seeds: {outcomes.Sum(o => o.Withdrawals)} withdrawals paid by {outcomes.Sum(o => o.Attempts)} attempts, {outcomes.Sum(o => o.Faults)} faults, {outcomes.Sum(o => o.Restarts)} restarts, {outcomes.Sum(o => o.PaidAnew)} batches taken back and paid anew"));
        if (failures.OrderBy(failure => failure.Seed).FirstOrDefault() is { Exception: { } exception } failed)
        {
            Assert.Fail($"Seed {failed.Seed}, after {outcomes.Count} that passed: {exception}");
        }

        // Dice that break nothing prove nothing.
        Assert.True(outcomes.Sum(o => o.PaidAnew) > 0 && outcomes.Sum(o => o.Faults) > Seeds && outcomes.Sum(o => o.Withdrawals) > Seeds && outcomes.Sum(o => o.Attempts) > outcomes.Count);
    }

    [Fact]
    public async Task A_seed_repeats_itself()
    {
        var seed = FromEnvironment("FAUCET_SEED", RandomNumberGenerator.GetInt32(1_000_000_000));
        output.WriteLine($"FAUCET_SEED={seed}");
        using var disks = await Disks.CreateAsync();

        for (var i = 0; i < Math.Max(1, Seeds / 50); i++)
        {
            Assert.Equal(await disks.RunAsync(seed + i), await disks.RunAsync(seed + i));
        }
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>As many as there are worlds at a time, each of which begins with a copy of the same database.</summary>
    private sealed class Disks : IDisposable
    {
        private readonly ConcurrentBag<SimulatedDisk> free = [];
        private readonly byte[] database;

        private Disks(byte[] database) => this.database = database;

        public static async Task<Disks> CreateAsync()
        {
            using var disk = new SimulatedDisk();
            await SimulatedFaucet.PrepareAsync(disk);
            return new Disks(disk.ReadDatabase());
        }

        public async Task<Outcome> RunAsync(int seed)
        {
            var disk = free.TryTake(out var found) ? found : new SimulatedDisk();
            try
            {
                disk.WriteDatabase(database);
                return await World.RunAsync(seed, disk);
            }
            finally
            {
                free.Add(disk);
            }
        }

        public void Dispose()
        {
            foreach (var disk in free)
            {
                disk.Dispose();
            }
        }
    }
}
