using System.Net;
using System.Net.Sockets;
using Faucet.Core.Captcha;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>Asks a provider about a token: within five seconds, without redirects, and no more than 64 KiB of answer.</summary>
/// <remarks>The visitor's address is not sent, though all three would take it: it is no business of theirs.</remarks>
public sealed partial class SiteVerify : IDisposable
{
    private const int LongestReply = 64 * 1024;
    private const int MostConnections = 32;

    private readonly Uri url;
    private readonly HostedBreaker breaker;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpClient http;

    public SiteVerify(CaptchaProvider provider, HostedOptions options, HostedBreaker breaker, TimeProvider time, ILogger<SiteVerify> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (url, this.breaker, this.time, this.logger) = (options.VerifyUrlOf(provider), breaker, time, logger);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = MostConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            MaxResponseContentBufferSize = LongestReply,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">The caller gave up, not the provider.</exception>
    internal async Task<SiteVerifyAnswer> AskAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        if (!breaker.TryEnter(time.GetUtcNow()))
        {
            return new SiteVerifyAnswer.Unusable();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var reply = await http.PostAsync(url, content, patience.Token);
            return reply.StatusCode is not HttpStatusCode.OK
                ? Unusable($"it answered {(int)reply.StatusCode}", isAway: (int)reply.StatusCode is >= 500 or 429 or (>= 300 and < 400))
                : HostedReply.Read(await reply.Content.ReadAsStringAsync(patience.Token)) is { } verdict
                ? Replied(verdict)
                : Unusable("what it answered is no verdict", isAway: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Unusable("it did not answer in time", isAway: true);
            return new SiteVerifyAnswer.TimedOut();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            // A bare SocketException comes when the other side goes away while HttpClient connects.
            return Unusable(exception.Message, isAway: true);
        }
    }

    public void Dispose() => http.Dispose();

    private SiteVerifyAnswer.Replied Replied(HostedReply verdict)
    {
        breaker.Succeeded();
        return new SiteVerifyAnswer.Replied(verdict);
    }

    /// <param name="isAway">Counts towards not asking any more. What a hostile token may have caused must not.</param>
    private SiteVerifyAnswer.Unusable Unusable(string reason, bool isAway)
    {
        LogUnusable(logger, url.Host, reason);
        if (isAway)
        {
            breaker.Failed(time.GetUtcNow());
        }

        return new SiteVerifyAnswer.Unusable();
    }

    [LoggerMessage(3001, LogLevel.Warning, "The captcha provider at {Host} can't be used: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string host, string reason);
}
