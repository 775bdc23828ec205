namespace Faucet.Engine.Captcha.Hosted;

/// <summary>What came of asking a provider about a token.</summary>
internal abstract record SiteVerifyAnswer
{
    private SiteVerifyAnswer() { }

    public sealed record Replied(HostedReply Reply) : SiteVerifyAnswer;

    /// <summary>No answer in time: it may have been counted as used all the same.</summary>
    public sealed record TimedOut : SiteVerifyAnswer;

    /// <summary>No answer, or one that nobody can read.</summary>
    public sealed record Unusable : SiteVerifyAnswer;
}
