using System.Text;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;

namespace Faucet.Fuzz.Targets;

/// <summary>What a browser, or a bot, posts as its captcha solution.</summary>
/// <remarks>The input is JSON that is then sent as base64; after a zero byte it is the base64 itself.</remarks>
internal sealed class AltchaTarget : FuzzTarget
{
    private const int Counter = 17;

    private static readonly DateTimeOffset Now = new(2027, 3, 14, 15, 9, 26, TimeSpan.Zero);
    private static readonly AltchaSecrets Secrets = new(new string('a', 64), new string('b', 64));
    private static readonly AltchaOptions Options = new() { Cost = 100, MinCounter = 5, MaxCounter = 25 };
    private static readonly CaptchaBinding Alice = new("claim", "alice");
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, CaptchaNonce.Length).Select(i => (byte)i)];

    private readonly AltchaVerifier verifier = new(new AltchaSetup(Secrets, Options), new StoppedClock());
    private readonly AltchaPayload solved = Solve();

    public override IEnumerable<byte[]> Seeds()
    {
        var text = solved.Write();
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(text));
        string[] near =
        [
            json, json.Replace("\"time\":0", "\"time\":1e308", StringComparison.Ordinal), json.Replace("\"counter\":17", "\"counter\":99999999999999999999", StringComparison.Ordinal),
            json.Replace("{\"challenge\"", "{ \"test\": true, \"challenge\"", StringComparison.Ordinal), json.Replace("alice", "\\u0061lice", StringComparison.Ordinal),
            json.Replace("\"cost\":100", "\"cost\":1", StringComparison.Ordinal), json.Replace(",\"solution\"", ",\"challenge\":null,\"solution\"", StringComparison.Ordinal),
            """{"algorithm":"SHA-256","challenge":"aa","number":1,"salt":"b?expires=1","signature":"cc"}""", "{}", "[]", "null", "",
        ];
        return [.. near.Select(Encoding.UTF8.GetBytes), [0, .. Encoding.ASCII.GetBytes(text)], [0, .. Encoding.ASCII.GetBytes(text + "=")]];
    }

    protected override void Check(byte[] input)
    {
        var text = input is [0, .. var sent] ? Encoding.UTF8.GetString(sent) : Convert.ToBase64String(input);
        var payload = AltchaPayload.Read(text);
        if (payload is not null)
        {
            // White space and the spelling of numbers may go. What was understood is what is written, and nothing is lost on the way.
            var written = payload.Write();
            Require(
                written.Length > AltchaPayload.MaximumLength || (AltchaPayload.Read(written) is { } again && again == payload && again.Write() == written),
                "what was understood can be written and understood again, unless escapes make it too long");
        }

        var result = verifier.VerifyAsync(text, Alice, CancellationToken.None).GetAwaiter().GetResult();
        if (result is CaptchaResult.Passed passed)
        {
            Require(payload is not null && payload.Challenge == solved.Challenge, "only a challenge that was made here passes, to the letter");
            Require(payload!.Solution.DerivedKey == solved.Solution.DerivedKey, "only its solution passes");
            Require(passed.Nonce.ToBytes().AsSpan().SequenceEqual(Nonce), "every payload that solves a challenge has its nonce");
        }
    }

    private static AltchaPayload Solve()
    {
        var salt = new byte[AltchaSigning.SaltLength];
        var puzzle = AltchaSigning.Prepare(Secrets.Key, Options.Cost, Counter, Nonce, salt, Now);
        var challenge = AltchaSigning.Sign(
            Secrets.Signature,
            puzzle,
            new AltchaBinding(Alice.Action, 0, Secrets.HashVisitor(Alice.Visitor)),
            Options.Cost,
            (Now + Options.Lifetime).ToUnixTimeSeconds());
        var key = Convert.ToHexStringLower(AltchaSigning.DeriveKey(Nonce, salt, Options.Cost, Counter));
        return new AltchaPayload(challenge, new AltchaSolution(Counter, key));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
