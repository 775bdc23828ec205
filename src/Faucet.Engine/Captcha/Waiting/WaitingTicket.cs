using System.Globalization;

namespace Faucet.Engine.Captcha.Waiting;

/// <summary>A place in no queue: a claim counts with it between two moments.</summary>
public sealed record WaitingTicket(CaptchaNonce Nonce, DateTimeOffset GoodAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Longer texts are not looked at.</summary>
    public const int MaximumLength = 160;

    private const int SignatureLength = 64;

    /// <summary>What is signed, together with whom it is for.</summary>
    internal string Content => string.Create(CultureInfo.InvariantCulture, $"{Nonce}.{GoodAt.ToUnixTimeSeconds()}.{ExpiresAt.ToUnixTimeSeconds()}");

    internal string Write(string signature) => $"{Content}.{signature}";

    /// <returns>Null when it is not written exactly as <see cref="Write"/> does.</returns>
    internal static (WaitingTicket Ticket, string Signature)? Read(string text)
    {
        if (text.Length > MaximumLength || text.Split('.') is not [var nonceText, var goodText, var expiryText, { Length: SignatureLength } signature]
            || !CaptchaNonce.TryParse(nonceText, out var nonce) || !TryReadTime(goodText, out var goodAt) || !TryReadTime(expiryText, out var expiresAt))
        {
            return null;
        }

        var ticket = new WaitingTicket(nonce, goodAt, expiresAt);
        return ticket.Write(signature) == text ? (ticket, signature) : null;
    }

    private static bool TryReadTime(string text, out DateTimeOffset at)
    {
        const long MostSeconds = 99_999_999_999; // The year 5138.
        var isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds;
        at = isTime ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isTime;
    }
}
