using System.Security.Cryptography;
using System.Text;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;

namespace Faucet.Benchmarks.Claims;

/// <summary>Writes claims as a browser posts them, each of another wallet, from another address, with a captcha of its own.</summary>
/// <remarks>
/// Whoever holds the installation's keys needs no work for a solution: any key, signed, proves it. The server can't tell and spends what
/// it spends on an honest one.
/// </remarks>
internal sealed class ClaimRequests(int port, int wallets, AltchaSecrets secrets)
{
    private static readonly AltchaOptions Options = new();

    private readonly string[] addresses = [.. Enumerable.Range(0, wallets).Select(SeededWallets.Address)];
    private readonly byte[] key = RandomNumberGenerator.GetBytes(AltchaSigning.KeyLength);
    private readonly string salt = RandomNumberGenerator.GetHexString(2 * AltchaSigning.SaltLength, lowercase: true);
    private long turn;

    public int Written => (int)Interlocked.Read(ref turn);

    /// <summary>One visitor's requests; to be called by one client at a time.</summary>
    public Func<byte[]> ForVisitor()
    {
        var visitor = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var uid = secrets.HashVisitor(new CaptchaBinding(ClaimService.CaptchaAction, visitor).Visitor);
        var keySignature = AltchaSigning.Sign(secrets.Key, key);
        var solution = new AltchaSolution(Options.MaxCounter, Convert.ToHexStringLower(key), 1_234.5);
        return () =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var parameters = new AltchaParameters(
                AltchaSigning.Algorithm,
                Options.Cost,
                new AltchaBinding(ClaimService.CaptchaAction, Effort: 0, uid),
                (now + Options.Lifetime).ToUnixTimeSeconds(),
                AltchaSigning.KeyLength,
                solution.DerivedKey[..AltchaSigning.KeyLength],
                keySignature,
                Convert.ToHexStringLower(AltchaChallenges.CreateNonce(now)),
                salt);
            var challenge = new AltchaChallenge(parameters, AltchaSigning.Sign(secrets.Signature, parameters.ToCanonicalJson()));
            return Write(visitor, Interlocked.Increment(ref turn), new AltchaPayload(challenge, solution).Write());
        };
    }

    private byte[] Write(string visitor, long number, string captcha)
    {
        var body = $"address={addresses[SeededWallets.Turn(number, addresses.Length)]}&altcha={Uri.EscapeDataString(captcha)}";
        return Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            + $"X-Forwarded-For: 10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}\r\nCookie: faucet-visitor={visitor}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
