using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faucet.Engine.Captcha.Altcha;

// The wire format of ALTCHA's PoW v2 (altcha-lib 2.8.0). Members stand in ordinal order of their names: the canonical JSON that is
// signed has them sorted, and is written from these types.

/// <param name="Effort">
/// By how many doublings the range of counters, and with it the work, was widened. Only a challenge of others has none; ours need one.
/// </param>
internal sealed record AltchaBinding(
    string Action, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Effort, string Uid);

/// <param name="ExpiresAt">Seconds since 1970. altcha-lib takes its absence for "never"; here it is required.</param>
/// <param name="KeySignature">altcha-lib derives the key again without it; here it is required.</param>
internal sealed record AltchaParameters(
    string Algorithm,
    int Cost,
    AltchaBinding Data,
    long ExpiresAt,
    int KeyLength,
    string KeyPrefix,
    string KeySignature,
    string Nonce,
    string Salt)
{
    public byte[] ToCanonicalJson() => JsonSerializer.SerializeToUtf8Bytes(this, AltchaPayload.Json);
}

internal sealed record AltchaChallenge(AltchaParameters Parameters, string Signature);

/// <param name="Time">Milliseconds, as the client says. Not looked at.</param>
internal sealed record AltchaSolution(long Counter, string DerivedKey, double Time = 0);

/// <summary>What the widget posts, as base64 of JSON.</summary>
internal sealed record AltchaPayload(AltchaChallenge Challenge, AltchaSolution Solution)
{
    public const int MaximumLength = 4096;

    /// <summary>
    /// Unknown, doubled, missing and null members are refused, so are comments, trailing commas and other spellings of numbers: what we
    /// understand is then exactly what was sent. The relaxed encoder escapes what JSON.stringify escapes, and no more.
    /// </summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // Four objects within each other; the writer counts their values as one more.
        MaxDepth = 5,
    };

    /// <returns>Null when the text is anything else than a complete payload; the widget's test mode and version 1 are such.</returns>
    public static AltchaPayload? Read(string text)
    {
        if (text.Length > MaximumLength)
        {
            return null;
        }

        // .NET skips white space in base64 and ignores unused bits at the end: only what encodes back to the same text is taken.
        // On the stack: on the heap they were half of the garbage that a claim left.
        Span<byte> json = stackalloc byte[text.Length];
        Span<char> again = stackalloc char[text.Length];
        if (!Convert.TryFromBase64String(text, json, out var length)
            || !Convert.TryToBase64Chars(json[..length], again, out var written)
            || !text.AsSpan().SequenceEqual(again[..written]))
        {
            return null;
        }

        try
        {
            // A number of 400 digits is read as infinity, which no JSON can say.
            return JsonSerializer.Deserialize<AltchaPayload>(json[..length], Json) is { } payload && double.IsFinite(payload.Solution.Time)
                ? payload
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
