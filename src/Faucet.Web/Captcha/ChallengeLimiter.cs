using System.Buffers.Binary;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Faucet.Web.Captcha;

/// <summary>A shock absorber in front of what makes challenges and tickets. It counts in this process and guards no money.</summary>
/// <remarks>
/// Clients are spread over a fixed number of slots by the keyed hash of their address, so that an attacker with many addresses costs no
/// memory, and can't choose whose slot to fill. Who shares a slot shares its rate, which is generous.
/// </remarks>
internal static class ChallengeLimiter
{
    public const string Policy = "captcha";

    private const int Slots = 4096;
    private const int Burst = 300;
    private const int PerSecond = 30;

    private static readonly byte[] Body =
        """{"type":"/problems/rate-limited","status":429,"code":"rate-limited","detail":"Many requests came from your connection in a short time. Wait a few seconds and try again."}"""u8.ToArray();

    public static IServiceCollection AddChallengeLimiter(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = RejectAsync;
        options.AddPolicy(Policy, context => RateLimitPartition.GetTokenBucketLimiter(SlotOf(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));
    });

    private static int SlotOf(HttpContext context) =>
        BinaryPrimitives.ReadUInt16BigEndian(context.RequestServices.GetRequiredService<VisitorCheck>().ClientOf(context)) % Slots;

    /// <summary>A few bytes, and not the error page: turning somebody away has to be cheaper than serving him.</summary>
    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var response = rejected.HttpContext.Response;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        response.ContentType = "application/problem+json";
        await response.Body.WriteAsync(Body, cancellationToken);
    }
}
