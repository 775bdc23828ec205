using System.Text;
using Faucet.Core.Addresses;

namespace Faucet.Fuzz.Targets;

/// <summary>What a visitor pastes, on every network.</summary>
/// <remarks>The input is UTF-8, or UTF-16 after a zero byte, so that broken surrogates occur too.</remarks>
internal sealed class AddressTarget : FuzzTarget
{
    private const int MaximumMessageLength = 600;

    private static readonly BitcoinNetwork[] Networks = Enum.GetValues<BitcoinNetwork>();

    /// <summary>Every text of the published vectors, and one of each kind that is told apart from them.</summary>
    public override IEnumerable<byte[]> Seeds()
    {
        byte[] hash = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        ScriptPubKey[] scripts =
        [
            ScriptPubKey.FromBytes([0x76, 0xa9, 20, .. hash[..20], 0x88, 0xac]), ScriptPubKey.FromBytes([0xa9, 20, .. hash[..20], 0x87]),
            ScriptPubKey.FromBytes([0x00, 20, .. hash[..20]]), ScriptPubKey.FromBytes([0x00, 32, .. hash]),
            ScriptPubKey.FromBytes([0x51, 32, .. hash]), ScriptPubKey.FromBytes([0x60, 2, 0x75, 0x1e]), ScriptPubKey.FromBytes([0x51, 2, 0x4e, 0x73]),
        ];
        var addresses = Networks.SelectMany(network => scripts.Select(script => AddressCodec.Encode(script, network))).Distinct();
        string[] others =
        [
            "bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=0.1&label=x", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
            "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg", "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
            "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
            "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq", "0x742d35Cc6634C0532925a3b844Bc454e4438f44e", "someone@example.org",
            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", "", " \u00a0\u200b", "\u00e9\u20ac\U0001f600",
        ];
        return [.. addresses.Concat(others).Select(Encoding.UTF8.GetBytes), [0, .. Encoding.Unicode.GetBytes("bc1q\ud800\udc00\udfff")], .. scripts.Select(s => s.ToBytes())];
    }

    protected override void Check(byte[] input)
    {
        var text = input is [0, .. var wide] ? Encoding.Unicode.GetString(wide) : Encoding.UTF8.GetString(input);
        foreach (var network in Networks)
        {
            Check(AddressCodec.Decode(text, network), text, network);
            CheckScript(ScriptPubKey.FromBytes(input.AsSpan(0, Math.Min(input.Length, 42))), network);
        }
    }

    private static void Check(AddressReading reading, string text, BitcoinNetwork network)
    {
        if (reading is AddressReading.Accepted { Address: var address })
        {
            Require(AddressCodec.Encode(address.ScriptPubKey, network) == address.Text, "an accepted address is written in its one canonical form");
            Require(AddressCodec.Decode(address.Text, network) == reading, "the canonical form is the same address");
            return;
        }

        var refusal = ((AddressReading.Refused)reading).Refusal;
        Require(refusal.Message.Length is > 0 and <= MaximumMessageLength, "a refusal is a sentence");
        Require(refusal.Position is null or > 0, "positions are counted from 1");
        Require(!refusal.IsSecret || refusal.Position is null, "nothing is told about a secret");
        Require(!refusal.IsSecret || text.Trim() is not { Length: >= 12 } secret || !refusal.Message.Contains(secret[..12], StringComparison.Ordinal), "a secret is not repeated");
    }

    /// <summary>Taken as a script, the input comes back from its address, or has none.</summary>
    private static void CheckScript(ScriptPubKey script, BitcoinNetwork network)
    {
        string address;
        try
        {
            address = AddressCodec.Encode(script, network);
        }
        catch (FormatException)
        {
            return;
        }

        Require(
            AddressCodec.Decode(address, network) switch
            {
                AddressReading.Accepted accepted => accepted.Address == new PayoutAddress(address, script),
                AddressReading.Refused { Refusal.Code: AddressRefusalCode.UnknownWitnessVersion or AddressRefusalCode.PayToAnchor } => !IsPaidTo(script),
                AddressReading.Refused { Refusal.Code: AddressRefusalCode.WrongLength } => !IsPaidTo(script) && script.Hex.StartsWith("51", StringComparison.Ordinal),
                _ => false,
            },
            "a script's address is that script, and is paid to if it has rules");
    }

    /// <summary>Base 58, or a witness program of a version and length that has rules.</summary>
    private static bool IsPaidTo(ScriptPubKey script) => script.Hex[..2] is "76" or "a9" or "00" || script.Hex.StartsWith("5120", StringComparison.Ordinal);
}
