namespace Faucet.Benchmarks.Claims;

/// <summary>The same rows as the faucet writes, with no web in front.</summary>
internal interface IReference
{
    string Description { get; }

    /// <summary>What the ratio of the faucet to it should be at least, with so many clients.</summary>
    double Goal(int clients);

    Task<ReferenceResult> MeasureAsync(TimeSpan measured, CancellationToken cancellationToken);
}

/// <param name="Processor">Microseconds per claim.</param>
/// <param name="BytesWritten">Per claim.</param>
internal sealed record ReferenceResult(double ClaimsPerSecond, double Processor, double BytesWritten);
