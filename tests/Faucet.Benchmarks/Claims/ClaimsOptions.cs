namespace Faucet.Benchmarks.Claims;

internal sealed record ClaimsOptions(TimeSpan Measured, TimeSpan WarmUp, int Runs, int Clients, int FlushMicroseconds, int Wallets);
