using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Addresses;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <param name="PublicKey">33 bytes that stand in for a compressed public key, as hex.</param>
internal sealed record SandboxKey(byte[] Secret, string PublicKey, ScriptPubKey Script, bool IsChange);

/// <summary>Derives keys from a seed and signs with them. Play money: a keyed hash stands in for ECDSA, of the size of the real thing.</summary>
internal sealed class SandboxKeys(byte[] seed)
{
    /// <summary>Bytes of a low-R ECDSA signature with its sighash byte, so that weights are those of real payouts.</summary>
    private const int SignatureLength = 71;

    /// <summary>A witness of the right size, to weigh a transaction before it is signed.</summary>
    public static IReadOnlyList<string> Placeholder { get; } = [new string('0', 2 * SignatureLength), new string('0', 66)];

    /// <summary>Tells sandboxes apart, as the public descriptors of a real wallet do.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Derive("fingerprint", 0)));

    public SandboxKey At(bool isChange, int index)
    {
        var secret = Derive(isChange ? "change" : "deposit", index);
        byte[] publicKey = [2, .. SHA256.HashData(secret)];

        // RIPEMD-160 is not part of .NET; 20 bytes of SHA-256 tell keys apart as well.
        var script = ScriptPubKey.FromBytes([0, 20, .. SHA256.HashData(SHA256.HashData(publicKey)).AsSpan(0, 20)]);
        return new SandboxKey(secret, Convert.ToHexStringLower(publicKey), script, isChange);
    }

    /// <summary>The witness that lets input <paramref name="index"/> spend <paramref name="coin"/>. It covers every byte but witnesses.</summary>
    public static IReadOnlyList<string> Sign(SandboxKey key, RawTransaction transaction, int index, TransactionOutput coin)
    {
        var signed = new byte[SignatureLength];
        HMACSHA512.HashData(key.Secret, Digest(transaction, index, coin)).CopyTo(signed, 0);
        signed[^1] = 1;
        return [Convert.ToHexStringLower(signed), key.PublicKey];
    }

    private static byte[] Digest(RawTransaction transaction, int index, TransactionOutput coin) =>
        SHA256.HashData(Encoding.ASCII.GetBytes($"{transaction.TxId} {index} {coin.Amount.Satoshis} {coin.ScriptPubKey}"));

    private byte[] Derive(string purpose, int index)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, index);
        byte[] path = [.. Encoding.ASCII.GetBytes(purpose), .. number];
        return HMACSHA256.HashData(seed, path);
    }
}
