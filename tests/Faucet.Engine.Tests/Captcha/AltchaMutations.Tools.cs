using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>The tools of the spoilers.</summary>
internal sealed partial class AltchaMutations
{
    public static string NonceOf(string payload) =>
        JsonNode.Parse(Decode(payload))!["challenge"]!["parameters"]!["nonce"]!.GetValue<string>();

    private static long ExpiryOf(string payload) =>
        long.Parse(AnyExpiry().Match(Decode(payload)).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Decode(string payload) => Encoding.UTF8.GetString(Convert.FromBase64String(payload));

    private static string Encode(string json) => Encode(Encoding.UTF8.GetBytes(json));

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes);

    private static string Json(string payload, Func<string, string> change) => Encode(change(Decode(payload)));

    private static string Member(string payload, string name, string value) =>
        Json(payload, json => Regex.Replace(json, $"\"{name}\":(\"[^\"]*\"|[^,}}]+)", _ => $"\"{name}\":{value}"));

    private static string NameOf(string member) => member[1..member.IndexOf('"', 1)];

    private string AnyMember(string payload, Func<string, string> change) => Any(payload, AnyLeaf(), change);

    private string AnyHex(string payload, Func<string, string> change) => Any(payload, AnyHexText(), change);

    private string Any(string payload, Regex pattern, Func<string, string> change) => Json(payload, json =>
    {
        var matches = pattern.Matches(json);
        var match = matches[random.Next(matches.Count)];
        return json[..match.Index] + change(match.Value) + json[(match.Index + match.Length)..];
    });

    private string SpellInUpperCase(string payload) => AnyHex(payload, hex => hex.ToUpperInvariant());

    /// <summary>Of all members, time alone is optional: without it a payload is as good.</summary>
    private string RemoveMember(string payload)
    {
        var json = JsonNode.Parse(Decode(payload))!;
        var (challenge, parameters) = (json["challenge"]!, json["challenge"]!["parameters"]!);
        var owner = Pick(json, challenge, parameters, parameters["data"]!, json["solution"]!).AsObject();
        var names = owner.Select(m => m.Key).Where(name => name != "time").ToArray();
        owner.Remove(Pick(names));
        return Encode(json.ToJsonString());
    }

    private string Graft(string payload, string member)
    {
        var (json, other) = (JsonNode.Parse(Decode(payload))!, JsonNode.Parse(Decode(DrawOriginal()))!);
        json[member] = other[member]!.DeepClone();
        return Encode(json.ToJsonString());
    }

    /// <summary>The last digit before the padding has two or four bits that no byte uses.</summary>
    private string SetUnusedBits(string payload)
    {
        var end = payload.TrimEnd('=').Length;
        return end == payload.Length
            ? payload
            : payload[..(end - 1)] + Base64[Base64.IndexOf(payload[end - 1], StringComparison.Ordinal) + 1] + payload[end..];
    }

    private string FlipBit(string payload)
    {
        var bytes = Convert.FromBase64String(payload);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return Encode(bytes);
    }

    private string Replace(string text, int at, string alphabet) =>
        $"{text[..at]}{alphabet[random.Next(alphabet.Length)]}{text[(at + 1)..]}";

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private string RandomHex() => Convert.ToHexStringLower(RandomBytes(32));

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex("\"expiresAt\":([0-9]+),")]
    private static partial Regex AnyExpiry();

    [GeneratedRegex("\"[a-zA-Z]+\":(\"[^\"]*\"|[0-9.]+)")]
    private static partial Regex AnyLeaf();

    [GeneratedRegex("(?<=\")[0-9a-f]{32,64}(?=\")")]
    private static partial Regex AnyHexText();
}
