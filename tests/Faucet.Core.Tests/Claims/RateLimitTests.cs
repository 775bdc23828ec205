using CsCheck;
using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(99_991)]
    public void Lets_exactly_its_count_through_at_once(int count)
    {
        var limit = new RateLimit(count, TimeSpan.FromDays(1));
        DateTimeOffset? arrival = null;
        for (var i = 0; i < count; i++)
        {
            Assert.Null(limit.RetryAt(arrival, Start));
            arrival = limit.After(arrival, Start);
        }

        Assert.NotNull(limit.RetryAt(arrival, Start));
        Assert.Equal(100, limit.PercentUsed(arrival, Start));
    }

    [Fact]
    public void Never_exceeds_its_rate_whenever_people_come() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 100_000], Gen.Int[0, 20_000].List[1, 300]).Sample((count, windowSeconds, gaps) =>
        {
            var limit = new RateLimit(count, TimeSpan.FromSeconds(windowSeconds));
            var (now, passed) = (Start, 0);
            DateTimeOffset? arrival = null;
            foreach (var gap in gaps)
            {
                now = now.AddMilliseconds(gap);
                if (limit.RetryAt(arrival, now) is null)
                {
                    arrival = limit.After(arrival, now);
                    passed++;
                }
                else
                {
                    // What it says is the truth: a millisecond earlier is too early.
                    var at = limit.RetryAt(arrival, now)!.Value;
                    if (limit.RetryAt(arrival, at) is not null || limit.RetryAt(arrival, at.AddMilliseconds(-1)) is null)
                    {
                        return false;
                    }
                }
            }

            return passed <= count + ((now - Start) / TimeSpan.FromSeconds(windowSeconds) * count);
        });
}
