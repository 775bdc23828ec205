namespace Faucet.Engine.Captcha;

/// <summary>For what and for whom a captcha is solved: a solution that serves everyone is a solution that can be bought.</summary>
public sealed record CaptchaBinding
{
    private const int MaximumActionLength = 32;
    private const int MaximumVisitorLength = 256;

    /// <param name="action">One of ours, such as <c>claim</c>: 1 to 32 letters, digits and hyphens in lower case.</param>
    /// <param name="visitor">The random id in the visitor's cookie, 1 to 256 characters. It is hashed before it leaves.</param>
    /// <param name="client">The key of the client's bucket, to which waiting tickets are bound.</param>
    /// <exception cref="ArgumentException">Either is empty, too long, or the action has other characters.</exception>
    public CaptchaBinding(string action, string visitor, ReadOnlyMemory<byte> client = default)
    {
        if (action is not { Length: >= 1 and <= MaximumActionLength }
            || !action.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException("An action is 1 to 32 letters, digits and hyphens in lower case.", nameof(action));
        }

        // With an empty id all visitors would be one, and could share solutions.
        if (visitor is not { Length: >= 1 and <= MaximumVisitorLength })
        {
            throw new ArgumentException("A visitor's id has 1 to 256 characters.", nameof(visitor));
        }

        Action = action;
        Visitor = visitor;
        Client = client;
    }

    public string Action { get; }

    public string Visitor { get; }

    public ReadOnlyMemory<byte> Client { get; }

    /// <summary>The action alone: a visitor's cookie id belongs in no log.</summary>
    public override string ToString() => $"CaptchaBinding {Action}";
}
