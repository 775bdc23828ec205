using System.Buffers.Binary;
using System.Net;
using Faucet.Core.Captcha;
using Faucet.Core.Clients;

namespace Faucet.Engine.Clients;

/// <summary>What is thought of a client before it asks for anything: what its network is, and how its neighbourhood behaved when it was last looked at.</summary>
/// <remarks>
/// Reputations are remembered in memory, so that a challenge costs no query: they make the check harder and decide no claim. Bounded by two
/// generations: when the younger is full, the older is forgotten.
/// </remarks>
public sealed class ClientStandings(NetworkLists networks)
{
    private const int Generation = 50_000;

    private readonly Lock gate = new();
    private Dictionary<UInt128, int> younger = [];
    private Dictionary<UInt128, int> older = [];

    public NetworkKinds NetworkOf(IPAddress client) => networks.Look(client).Kinds;

    /// <summary>For the effort of a new challenge.</summary>
    /// <param name="host">The key of the client's host, 16 bytes.</param>
    public ClientStanding Of(IPAddress client, ReadOnlySpan<byte> host) => new(Find(host), NetworkOf(client) != NetworkKinds.None);

    /// <summary>
    /// For judging what was solved: without the reputation, which others may have changed while this client was solving.
    /// </summary>
    public ClientStanding ForCheckOf(IPAddress client) => new(IsListed: NetworkOf(client) != NetworkKinds.None);

    /// <summary>Whether something is known of a host: somebody there sent a claim, or its neighbourhood does not stand well.</summary>
    public bool Knows(ReadOnlySpan<byte> host)
    {
        var key = BinaryPrimitives.ReadUInt128BigEndian(host);
        lock (gate)
        {
            return younger.ContainsKey(key) || older.ContainsKey(key);
        }
    }

    /// <summary>Remembers what was seen when a page was asked for. A good reputation is not worth a place: else whoever asks often makes us forget the bad.</summary>
    public void Remember(ReadOnlySpan<byte> host, int reputationPercent) => Remember(host, reputationPercent, isWorthAPlace: reputationPercent != 100);

    /// <summary>Remembers what was seen when a claim that passed the check was decided.</summary>
    public void RememberClaim(ReadOnlySpan<byte> host, int reputationPercent) => Remember(host, reputationPercent, isWorthAPlace: true);

    private void Remember(ReadOnlySpan<byte> host, int reputationPercent, bool isWorthAPlace)
    {
        var key = BinaryPrimitives.ReadUInt128BigEndian(host);
        lock (gate)
        {
            if (!isWorthAPlace && !younger.ContainsKey(key) && !older.ContainsKey(key))
            {
                return;
            }

            if (younger.Count >= Generation && !younger.ContainsKey(key))
            {
                (older, younger) = (younger, []);
            }

            younger[key] = reputationPercent;
        }
    }

    private int Find(ReadOnlySpan<byte> host)
    {
        var key = BinaryPrimitives.ReadUInt128BigEndian(host);
        lock (gate)
        {
            return younger.TryGetValue(key, out var percent) || older.TryGetValue(key, out percent) ? percent : 100;
        }
    }
}
