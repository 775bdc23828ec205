using Faucet.Engine.Data;

namespace Faucet.Web.Hosting;

/// <summary>Tells the operator that visitors are sent away, and why: in one line now and then, however many of them come.</summary>
/// <remarks>A line for each would fill a disk, as fast as anybody likes to knock.</remarks>
internal sealed partial class OutageLog(TimeProvider time, ILogger<OutageLog> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock writing = new();
    private long? lastLine;
    private long unsaid;

    public void Tell(Exception exception)
    {
        long count;
        lock (writing)
        {
            unsaid++;
            if (lastLine is { } last && time.GetElapsedTime(last) < Pause)
            {
                return;
            }

            (count, unsaid, lastLine) = (unsaid, 0, time.GetTimestamp());
        }

        LogSentAway(logger, count, DatabaseDialect.ReasonOf(exception));
    }

    [LoggerMessage(1002, LogLevel.Warning, "Requests answered with 503 since the last such line: {Count}. The newest: {Reason}")]
    private static partial void LogSentAway(ILogger logger, long count, string reason);
}
