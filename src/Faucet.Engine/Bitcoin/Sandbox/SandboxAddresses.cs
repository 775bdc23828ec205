using System.Text;
using Faucet.Core.Addresses;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>The sandbox's addresses: regtest's P2WPKH in bech32 (BIP 173).</summary>
/// <remarks>Stands in until <c>Faucet.Core.Addresses.AddressCodec</c> is here; both methods then become one call each.</remarks>
internal static class SandboxAddresses
{
    private const string Prefix = "bcrt";
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int Length = 44;

    /// <exception cref="FormatException">Not a P2WPKH script.</exception>
    public static string Encode(ScriptPubKey script)
    {
        if (!IsP2wpkh(script))
        {
            throw new FormatException("The sandbox's wallet has P2WPKH addresses only.");
        }

        List<int> values = [0, .. Regroup([.. script.ToBytes().Skip(2).Select(value => (int)value)], 8, 5)];
        var checksum = Polymod([.. Expanded(), .. values, 0, 0, 0, 0, 0, 0]) ^ 1;
        values.AddRange(Enumerable.Range(0, 6).Select(i => (int)((checksum >> (5 * (5 - i))) & 31)));
        return values.Aggregate(new StringBuilder(Prefix + "1"), (text, value) => text.Append(Alphabet[value])).ToString();
    }

    /// <summary>The script to pay, or null for anything else than a P2WPKH address of this chain.</summary>
    public static ScriptPubKey? Decode(string text)
    {
        if (text.Length != Length || (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)))
        {
            return null;
        }

        var lower = text.ToLowerInvariant();
        var values = lower[(Prefix.Length + 1)..].Select(character => Alphabet.IndexOf(character, StringComparison.Ordinal)).ToList();
        return lower.StartsWith(Prefix + "1", StringComparison.Ordinal)
            && values[0] == 0
            && !values.Contains(-1)
            && Polymod([.. Expanded(), .. values]) == 1
            ? ScriptPubKey.FromBytes([0, 20, .. Regroup(values[1..^6], 5, 8).Select(value => (byte)value)])
            : null;
    }

    private static bool IsP2wpkh(ScriptPubKey script) => script.Hex.Length == 44 && script.Hex.StartsWith("0014", StringComparison.Ordinal);

    /// <summary>20 bytes are exactly 32 groups of five bits: nothing is ever padded.</summary>
    private static IEnumerable<int> Regroup(IReadOnlyList<int> values, int from, int to)
    {
        var (buffer, bits) = (0, 0);
        foreach (var value in values)
        {
            buffer = ((buffer << from) | value) & 0xffff;
            for (bits += from; bits >= to;)
            {
                bits -= to;
                yield return (buffer >> bits) & ((1 << to) - 1);
            }
        }
    }

    private static IEnumerable<int> Expanded() => [.. Prefix.Select(character => character >> 5), 0, .. Prefix.Select(character => character & 31)];

    private static uint Polymod(IEnumerable<int> values)
    {
        uint[] generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        return values.Aggregate(1u, (sum, value) => Enumerable.Range(0, 5).Aggregate(
            ((sum & 0x1ffffff) << 5) ^ (uint)value, (next, bit) => ((sum >> (25 + bit)) & 1) == 1 ? next ^ generator[bit] : next));
    }
}
