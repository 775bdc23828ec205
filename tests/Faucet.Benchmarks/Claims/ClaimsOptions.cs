using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Claims;

internal sealed record ClaimsOptions(
    DatabaseProvider Provider, TimeSpan Measured, TimeSpan WarmUp, int Runs, int Clients, int FlushMicroseconds, ClaimMix Mix)
{
    public static ClaimsOptions Default { get; } = new(
        DatabaseProvider.Sqlite, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), Runs: 5, Clients: 64, FlushMicroseconds: 1_000, new ClaimMix(100_000));
}
