using System.Globalization;
using System.Text.Json;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>A provider's verdict. The three of them answer alike.</summary>
/// <param name="ChallengedAt">When the visitor solved it; null when the reply does not say.</param>
/// <param name="Cdata">Turnstile: what our page gave its widget to carry.</param>
/// <param name="Score">reCAPTCHA version 3: 0 a machine, 1 a person.</param>
internal sealed record HostedReply(
    bool IsSuccess, IReadOnlyList<string> Errors, DateTimeOffset? ChallengedAt, string? Host, string? Action, string? Cdata, decimal? Score)
{
    private const int MostErrors = 16;

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <returns>Null when it is not a verdict: no JSON, or no <c>success</c> that is true or false.</returns>
    public static HostedReply? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Json);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("success", out var success)
                && success.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? Read(root, success.GetBoolean())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HostedReply Read(JsonElement root, bool isSuccess) => new(
        isSuccess,
        root.TryGetProperty("error-codes", out var errors) && errors.ValueKind is JsonValueKind.Array
            ? [.. errors.EnumerateArray().Take(MostErrors).Select(error => error.ToString())]
            : [],
        DateTimeOffset.TryParse(Text(root, "challenge_ts"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        Text(root, "hostname"),
        Text(root, "action"),
        Text(root, "cdata"),
        root.TryGetProperty("score", out var score) && score.ValueKind is JsonValueKind.Number && score.TryGetDecimal(out var value) ? value : null);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
