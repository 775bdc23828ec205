namespace Faucet.Benchmarks;

/// <summary>The benchmark can't go on. The message is for the person who started it.</summary>
public sealed class BenchmarkException(string message) : Exception(message);
