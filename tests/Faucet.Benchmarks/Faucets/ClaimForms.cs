using System.Security.Cryptography;
using System.Text;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;

namespace Faucet.Benchmarks.Faucets;

/// <param name="Client">The address that the visitor comes from.</param>
internal sealed record ClaimForm(string Address, string Visitor, string Client, string Captcha)
{
    public byte[] ToRequest(int port)
    {
        var body = $"address={Address}&altcha={Uri.EscapeDataString(Captcha)}";
        return Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Forwarded-For: {Client}\r\nCookie: faucet-visitor={Visitor}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}

/// <summary>Fills in claims as browsers post them, each of the next wallet, from its owner's browser and address, with a captcha of its own.</summary>
/// <remarks>
/// Whoever holds the installation's keys needs no work for a solution: any key, signed, proves it. The server can't tell and spends what
/// it spends on an honest one.
/// </remarks>
internal sealed class ClaimForms(ClaimMix mix, AltchaSecrets secrets)
{
    private static readonly AltchaOptions Options = new();

    private readonly string[] addresses = [.. Enumerable.Range(0, mix.Wallets).Select(SeededWallets.Address)];
    private readonly byte[] key = RandomNumberGenerator.GetBytes(AltchaSigning.KeyLength);
    private readonly string salt = RandomNumberGenerator.GetHexString(2 * AltchaSigning.SaltLength, lowercase: true);
    private long turn;

    /// <summary>How many were filled in.</summary>
    public long Count => Interlocked.Read(ref turn);

    /// <summary>The next visitor's. May be called from all sides.</summary>
    public ClaimForm Next()
    {
        var number = Interlocked.Increment(ref turn);
        var wallet = mix.NewWallet(number) ?? mix.KnownWallet(number);
        return For(wallet < addresses.Length ? addresses[wallet] : SeededWallets.Address(wallet), mix.Client(wallet), SeededVisitors.Browser(wallet));
    }

    /// <summary>One more by somebody: a new browser, and a new captcha.</summary>
    public ClaimForm For(string address, string client) => For(address, client, RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The same with a captcha that somebody else's keys signed.</summary>
    public ClaimForm Forge(string address, string client)
    {
        var visitor = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new ClaimForm(address, visitor, client, Solve(visitor, AltchaSecrets.Generate()));
    }

    private ClaimForm For(string address, string client, string visitor) => new(address, visitor, client, Solve(visitor, secrets));

    private string Solve(string visitor, AltchaSecrets signers)
    {
        var now = TimeProvider.System.GetUtcNow();
        var solution = new AltchaSolution(Options.MaxCounter, Convert.ToHexStringLower(key), 1_234.5);
        var parameters = new AltchaParameters(
            AltchaSigning.Algorithm,
            Options.Cost,
            new AltchaBinding(ClaimService.CaptchaAction, Effort: 0, signers.HashVisitor(new CaptchaBinding(ClaimService.CaptchaAction, visitor).Visitor)),
            (now + Options.Lifetime).ToUnixTimeSeconds(),
            AltchaSigning.KeyLength,
            solution.DerivedKey[..AltchaSigning.KeyLength],
            AltchaSigning.Sign(signers.Key, key),
            Convert.ToHexStringLower(AltchaChallenges.CreateNonce(now)),
            salt);
        var challenge = new AltchaChallenge(parameters, AltchaSigning.Sign(signers.Signature, parameters.ToCanonicalJson()));
        return new AltchaPayload(challenge, solution).Write();
    }
}
