using System.Globalization;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Flood;

/// <summary>What attackers send, as weights: "forged=30,replay=20".</summary>
internal static class JunkMix
{
    public const string Default = "forged=30,replay=15,cooldown=25,oversized=5,wrong-address=15,challenge=10";

    private const int PerWeight = 20;

    /// <summary>A shuffled store of requests to send again and again. Those that need an accepted claim first have made it.</summary>
    /// <exception cref="BenchmarkException">The text names something unknown.</exception>
    public static async Task<IReadOnlyList<Junk>> MakeAsync(string mix, ClaimForms forms, int port, CancellationToken cancellationToken)
    {
        using var connection = new Connection(port);
        var store = new List<Junk>();
        foreach (var part in mix.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is not [var kind, var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight))
            {
                throw new BenchmarkException($"--mix: '{part}' should look like forged=30.");
            }

            for (var i = 0; i < weight * PerWeight; i++)
            {
                store.Add(new Junk(kind, await MakeOneAsync(kind, forms, port, connection, cancellationToken)));
            }
        }

        new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(store));
        return store;
    }

    private static async Task<byte[]> MakeOneAsync(string kind, ClaimForms forms, int port, Connection connection, CancellationToken cancellationToken)
    {
        var form = forms.Next();
        switch (kind)
        {
            case "forged":
                return forms.Forge(form.Address, form.Client).ToRequest(port);
            case "replay":
                await SpendAsync(form);
                return form.ToRequest(port);
            case "cooldown":
                await SpendAsync(form);
                return forms.For(form.Address, form.Client).ToRequest(port);
            case "wrong-address":
                return (form with { Address = form.Address[..^1] + (form.Address[^1] == 'q' ? 'p' : 'q') }).ToRequest(port);
            case "oversized":
                return (form with { Captcha = new string('A', 60_000) }).ToRequest(port);
            case "challenge":
                return Connection.Get(port, "/captcha/challenge", $"X-Forwarded-For: {form.Client}");
            case "page":
                return Connection.Get(port, "/", $"X-Forwarded-For: {form.Client}");
            default:
                throw new BenchmarkException($"--mix: there is no junk called '{kind}'. Known: {Default}, page.");
        }

        async Task SpendAsync(ClaimForm spent)
        {
            var reply = await connection.SendAsync(spent.ToRequest(port), cancellationToken);
            if (reply.Status != 303)
            {
                throw new BenchmarkException($"A claim was answered:\n{reply}");
            }
        }
    }
}

/// <param name="Kind">By which its replies are counted.</param>
internal sealed record Junk(string Kind, byte[] Request);
