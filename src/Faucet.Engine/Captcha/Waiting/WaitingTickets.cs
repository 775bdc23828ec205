using System.Text;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Data;

namespace Faucet.Engine.Captcha.Waiting;

/// <summary>Issues and verifies waiting tickets: one for each client at a time, and so many an hour for all.</summary>
/// <remarks>
/// A ticket proves itself, so any replica takes it. Who holds one is remembered by the process that issued it; with several replicas the
/// bounds are as many times as high. What is remembered is bounded by the tickets of one hour.
/// </remarks>
public sealed class WaitingTickets(WaitingOptions options, AltchaSetup setup, TimeProvider time)
{
    /// <summary>Time to come back and press the button.</summary>
    internal static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Visitor, TicketIssue.Issued Issued)> held = [];
    private readonly Queue<DateTimeOffset> issued = [];

    public bool IsOn => options.IsOn;

    /// <summary>A new ticket, or, for the visitor who has one already, that one.</summary>
    public TicketIssue Issue(CaptchaBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var now = time.GetUtcNow();
        var client = Convert.ToHexStringLower(binding.Client.Span);
        lock (gate)
        {
            Forget(now);
            if (held.TryGetValue(client, out var holder))
            {
                return holder.Visitor == binding.Visitor ? holder.Issued : new TicketIssue.Taken(holder.Issued.Ticket.ExpiresAt);
            }

            if (!options.IsOn || issued.Count >= options.PerHour)
            {
                return new TicketIssue.GivenOut(issued.TryPeek(out var first) ? first + Hour : now + Hour);
            }

            var made = Make(binding, now);
            held[client] = (binding.Visitor, made);
            issued.Enqueue(now);
            return made;
        }
    }

    /// <returns>The ticket, if it is ours and of this visitor, client and action; whether it is good yet is for the reader to say.</returns>
    public WaitingTicket? Find(string? text, CaptchaBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return text is not null && options.IsOn && WaitingTicket.Read(text) is var (ticket, signature)
            && setup.AcceptedSecrets.Any(secrets => KeyedHash.AreEqual(Sign(secrets, ticket, binding), signature))
            ? ticket
            : null;
    }

    public CaptchaResult Verify(string? text, CaptchaBinding binding)
    {
        var now = time.GetUtcNow();
        return Find(text, binding) switch
        {
            null => CaptchaFailures.TicketWrong,
            { GoodAt: var goodAt } when goodAt > now => CaptchaFailures.TicketEarly(goodAt - now),
            { ExpiresAt: var expiresAt } when expiresAt < now => CaptchaFailures.TicketExpired,
            { Nonce: var nonce } => new CaptchaResult.Passed(nonce, Core.Captcha.CaptchaMethod.Waiting),
        };
    }

    private TicketIssue.Issued Make(CaptchaBinding binding, DateTimeOffset now)
    {
        // Whole seconds, rounded up: nobody is told to come back too early.
        var goodAt = DateTimeOffset.FromUnixTimeSeconds(now.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds() + options.Seconds);
        var ticket = new WaitingTicket(CaptchaNonce.FromBytes(AltchaChallenges.CreateNonce(now)), goodAt, goodAt + GoodFor);
        return new TicketIssue.Issued(ticket.Write(Sign(setup.Secrets, ticket, binding)), ticket);
    }

    private static string Sign(AltchaSecrets secrets, WaitingTicket ticket, CaptchaBinding binding) => AltchaSigning.Sign(
        secrets.Signature,
        Encoding.UTF8.GetBytes(
            $"waiting-ticket:{binding.Action}:{secrets.HashVisitor(binding.Visitor)}:{Convert.ToHexStringLower(binding.Client.Span)}:{ticket.Content}"));

    private void Forget(DateTimeOffset now)
    {
        foreach (var (client, _) in held.Where(holder => holder.Value.Issued.Ticket.ExpiresAt < now).ToList())
        {
            held.Remove(client);
        }

        // Of the future: the clock was set back, and would keep the hour full.
        while (issued.TryPeek(out var at) && (at + Hour <= now || at > now))
        {
            issued.Dequeue();
        }
    }
}
