namespace Faucet.Engine.Captcha.Waiting;

/// <summary>What became of asking for a ticket.</summary>
public abstract record TicketIssue
{
    private TicketIssue() { }

    /// <param name="Text">To be posted with the claim.</param>
    public sealed record Issued(string Text, WaitingTicket Ticket) : TicketIssue;

    /// <summary>Somebody of the same address holds one.</summary>
    public sealed record Taken(DateTimeOffset Until) : TicketIssue;

    /// <summary>This hour's are given out.</summary>
    public sealed record GivenOut(DateTimeOffset Until) : TicketIssue;
}
