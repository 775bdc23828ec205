using Faucet.Engine.Captcha.Altcha;
using static System.StringComparison;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>Spoils good payloads in every way we could think of, the same way for the same dice.</summary>
internal sealed partial class AltchaMutations
{
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

    private readonly Random random;
    private readonly (string Name, Func<string, string> Spoil)[] all;

    public AltchaMutations(Random random)
    {
        this.random = random;
        all =
        [
            ("another character", text => Replace(text, random.Next(text.Length), Base64)),
            ("a missing character", text => text.Remove(random.Next(text.Length), 1)),
            ("white space", text => text.Insert(random.Next(text.Length + 1), Pick(" ", "\t", "\r\n", "\u00a0"))),
            ("base64 without padding, or twice", text => Pick(text.TrimEnd('=') + "====", text + text, text + "=", "data:," + text)),
            ("unused bits", SetUnusedBits),
            ("too long", text => Json(text, json => json + new string(' ', 4096))),
            ("deep", _ => Encode(new string('[', random.Next(5, 1500)))),
            ("noise", _ => Encode(RandomBytes(random.Next(1, 400)))),
            ("a flipped bit", FlipBit),
            ("cut off", text => Json(text, json => json[..random.Next(json.Length)])),
            ("something behind", text => Json(text, json => json + Pick("{}", ",", "\0", "//", "null"))),
            ("no strict JSON", text => Json(text, json => Pick(
                json.Replace("}}", "},}", Ordinal), "/**/" + json, json.Replace('"', '\''), "\ufeff" + json))),
            ("cost", text => Member(text, "cost", Pick("1", "99", "101", "1000", "0", "-100", "100.0", "1e2", "\"100\"", "4294967396"))),
            ("expiry", text => Member(text, "expiresAt", Pick(
                $"{ExpiryOf(text)}0", $"{ExpiryOf(text) + 1}", "0", "-1", $"{long.MaxValue}", "1e99"))),
            ("no expiry", text => Json(text, json => AnyExpiry().Replace(json, ""))),
            ("counter", text => Member(text, "counter", Pick(
                "-1", "0", "4", "26", "4294967295", "4294967296", "1e1", "10.0", "\"10\"", "99999999999999999999"))),
            ("time", text => Member(text, "time", Pick("\"1\"", "{}", "[1]", "true", "NaN", "01", "."))),
            ("algorithm", text => Member(text, "algorithm", Pick(
                "\"SHA-256\"", "\"PBKDF2/SHA-512\"", "\"none\"", "\"pbkdf2/sha-256\"", "\"\""))),
            ("effort", text => Member(text, "effort", Pick("1", "4", "5", "-1", "0.0", "\"0\"", "null", "2147483648"))),
            ("key length", text => Member(text, "keyLength", Pick("0", "16", "31", "33", "64"))),
            ("action", text => Member(text, "action", Pick("\"withdraw\"", "\"Claim\"", "\"\"", "\"claim \"", "\"cl\\u0000aim\""))),
            ("visitor", text => Member(text, "uid", $"\"{AltchaWorld.Secrets.HashVisitor("bob")}\"")),
            ("solved by another visitor", _ => DrawOriginal("bob")),
            ("hex in upper case", SpellInUpperCase),
            ("hex cut or longer", text => AnyHex(text, hex => Pick(hex[1..], hex[2..], hex + "0", hex + "00", ""))),
            ("no hex", text => AnyHex(text, hex => Pick(
                "zz" + hex[2..], " " + hex[1..], "\\ud800" + hex[6..], "\\u0000" + hex[1..], "é" + hex[1..]))),
            ("a doubled member", text => AnyMember(text, m => Pick(
                $"{m},{m}", $"\"{NameOf(m)}\":null,{m}", $"{m},\"\\u{(int)NameOf(m)[0]:x4}{NameOf(m)[1..]}\":1"))),
            ("an unknown member", text => AnyMember(text, m => Pick(
                "\"test\":true", "\"memoryCost\":8", "\"parallelism\":1", "\"__proto__\":{}", "\"\":0", "\"$type\":\"x\"") + "," + m)),
            ("a renamed member", text => AnyMember(text, m => $"\"{char.ToUpperInvariant(NameOf(m)[0])}{m[2..]}")),
            ("a null member", text => AnyMember(text, m => $"\"{NameOf(m)}\":null")),
            ("a missing member", RemoveMember),
            ("another secret", _ => DrawOriginal("alice", new AltchaSecrets(RandomHex(), RandomHex()))),
            ("another key secret", _ => DrawOriginal("alice", new AltchaSecrets(AltchaWorld.SignatureSecret, RandomHex()))),
            ("another challenge", text => Graft(text, "challenge")),
            ("another solution", text => Graft(text, "solution")),
            ("another signature", text => Member(text, "signature", $"\"{RandomHex()}\"")),
            ("another key", text => Member(text, "derivedKey", $"\"{RandomHex()}\"")),
            ("test mode", _ => Encode("""{"challenge":null,"solution":null,"test":true}""")),
            ("nothing in it", _ => Pick(" ", "=", "null", Encode(Pick(
                "null", "{}", "[]", "\"\"", "0", "true", " ", """{"challenge":null,"solution":null}""")))),
            ("null challenge", text => Json(text, json => """{"challenge":null,""" + json[json.IndexOf("\"solution\"", Ordinal)..])),
            ("version 1", _ => Encode($$"""
                {"algorithm":"SHA-256","challenge":"{{RandomHex()}}","number":7,"salt":"{{RandomHex()}}?expires=9999999999&",
                "signature":"{{RandomHex()}}","took":5}
                """)),
        ];
    }

    public AltchaWorld World { get; } = new();

    public (string Name, string Original, string Text) Draw(int round)
    {
        // Each in turn, so that none is left to luck.
        var (name, spoil) = all[round % all.Length];
        while (true)
        {
            var original = DrawOriginal();
            var text = spoil(original);
            if (text != original)
            {
                return (name, original, text);
            }
        }
    }

    public string DrawOriginal(string visitor = "alice", AltchaSecrets? secrets = null)
    {
        var counter = (uint)random.Next(5, 26);
        var uid = AltchaWorld.Secrets.HashVisitor(visitor);
        var (signing, expiry) = (secrets ?? AltchaWorld.Secrets, AltchaWorld.Start.AddSeconds(random.Next(1, 600)).ToUnixTimeSeconds());
        var (nonce, salt) = (RandomBytes(16), RandomBytes(16));

        var puzzle = AltchaSigning.Prepare(signing.Key, 100, counter, nonce, salt, AltchaWorld.Start);
        var challenge = AltchaSigning.Sign(signing.Signature, puzzle, new AltchaBinding("claim", 0, uid), 100, expiry);
        var key = Convert.ToHexStringLower(AltchaSigning.DeriveKey(nonce, salt, 100, counter));
        return new AltchaPayload(challenge, new AltchaSolution(counter, key, random.Next(1, 99_999) / 10.0)).Write();
    }
}
