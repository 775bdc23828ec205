using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.Waiting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class WaitingTicketsTests
{
    private static readonly AltchaSetup Setup = new(AltchaWorld.Secrets, AltchaWorld.Cheap);

    private readonly FakeTimeProvider time = new(AltchaWorld.Start);

    [Fact]
    public void Is_good_from_the_promised_second_for_ten_minutes()
    {
        var tickets = Create();
        var (text, ticket) = Issued(tickets, "alice", 1);
        Assert.Equal(AltchaWorld.Start.AddSeconds(120), ticket.GoodAt);

        Assert.Equal("captcha-ticket-early", Judge(tickets, text, "alice", 1));
        time.Advance(TimeSpan.FromSeconds(120) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("captcha-ticket-early", Judge(tickets, text, "alice", 1));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("passed", Judge(tickets, text, "alice", 1));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("passed", Judge(tickets, text, "alice", 1));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("captcha-ticket-expired", Judge(tickets, text, "alice", 1));
    }

    [Fact]
    public void Names_its_nonce_and_that_it_was_waited_for()
    {
        var tickets = Create();
        var (text, ticket) = Issued(tickets, "alice", 1);
        time.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(new CaptchaResult.Passed(ticket.Nonce, CaptchaMethod.Waiting), tickets.Verify(text, Binding("alice", 1)));
    }

    [Fact]
    public void Serves_nobody_else()
    {
        var tickets = Create();
        var (text, _) = Issued(tickets, "alice", 1);
        time.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal("captcha-ticket-wrong", Judge(tickets, text, "bob", 1));
        Assert.Equal("captcha-ticket-wrong", Judge(tickets, text, "alice", 2));
        Assert.Equal(
            "captcha-ticket-wrong",
            Code(tickets.Verify(text, new CaptchaBinding("withdraw", "alice", Binding("alice", 1).Client))));
    }

    [Fact]
    public void Refuses_every_other_text()
    {
        var tickets = Create();
        var (text, _) = Issued(tickets, "alice", 1);
        time.Advance(TimeSpan.FromSeconds(120));
        const string Alphabet = "0123456789abcdefABCDEF. +-\0é";

        for (var at = 0; at < text.Length; at++)
        {
            foreach (var other in Alphabet.Where(c => c != text[at]))
            {
                var changed = text[..at] + other + text[(at + 1)..];
                Assert.Equal("captcha-ticket-wrong", Judge(tickets, changed, "alice", 1));
            }

            Assert.Equal("captcha-ticket-wrong", Judge(tickets, text[..at], "alice", 1));
        }

        Assert.All(
            [text + "0", " " + text, text + ".", new string('.', 10_000), new string('a', 1_000_000)],
            junk => Assert.Equal("captcha-ticket-wrong", Judge(tickets, junk, "alice", 1)));
    }

    [Fact]
    public void One_client_holds_one_and_is_shown_it_again()
    {
        var tickets = Create();
        var (text, ticket) = Issued(tickets, "alice", 1);

        Assert.Equal(text, Issued(tickets, "alice", 1).Text);
        Assert.Equal(new TicketIssue.Taken(ticket.ExpiresAt), tickets.Issue(Binding("bob", 1)));
        Issued(tickets, "carol", 2);

        time.SetUtcNow(ticket.ExpiresAt);
        Assert.IsType<TicketIssue.Taken>(tickets.Issue(Binding("bob", 1)));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Issued(tickets, "bob", 1);
    }

    [Fact]
    public void So_many_an_hour_and_not_one_more()
    {
        var tickets = Create(perHour: 3);
        for (var i = 0; i < 3; i++)
        {
            Issued(tickets, "alice", i);
        }

        Assert.Equal(new TicketIssue.GivenOut(AltchaWorld.Start.AddHours(1)), tickets.Issue(Binding("alice", 99)));
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<TicketIssue.GivenOut>(tickets.Issue(Binding("alice", 99)));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Issued(tickets, "alice", 99);
    }

    [Fact]
    public void A_parallel_rush_gets_no_more_than_the_hours_tickets()
    {
        var tickets = Create(perHour: 50);
        var issued = 0;

        Parallel.For(0, 2_000, i =>
        {
            if (tickets.Issue(Binding("alice", i)) is TicketIssue.Issued)
            {
                Interlocked.Increment(ref issued);
            }
        });

        Assert.Equal(50, issued);
    }

    [Fact]
    public void Switched_off_it_issues_and_takes_none()
    {
        var (text, _) = Issued(Create(), "alice", 1);
        var off = new WaitingTickets(new WaitingOptions { Seconds = 0 }, Setup, time);
        time.Advance(TimeSpan.FromSeconds(120));

        Assert.IsType<TicketIssue.GivenOut>(off.Issue(Binding("alice", 1)));
        Assert.Equal("captcha-ticket-wrong", Judge(off, text, "alice", 1));
    }

    private WaitingTickets Create(int perHour = 60) => new(new WaitingOptions { PerHour = perHour }, Setup, time);

    private static (string Text, WaitingTicket Ticket) Issued(WaitingTickets tickets, string visitor, int client)
    {
        var issued = Assert.IsType<TicketIssue.Issued>(tickets.Issue(Binding(visitor, client)));
        return (issued.Text, issued.Ticket);
    }

    private static string Judge(WaitingTickets tickets, string text, string visitor, int client) =>
        Code(tickets.Verify(text, Binding(visitor, client)));

    private static string Code(CaptchaResult result) => result is CaptchaResult.Failed failed ? failed.Code : "passed";

    private static CaptchaBinding Binding(string visitor, int client)
    {
        var key = new byte[16];
        BitConverter.TryWriteBytes(key, client);
        return new CaptchaBinding("claim", visitor, key);
    }
}
