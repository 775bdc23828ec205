using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Tells wallets apart by their public descriptors (BIP 380): what they could ever receive on, not how far they have got.</summary>
internal static class WalletFingerprint
{
    /// <param name="reply">Of <c>listdescriptors</c>. Ranges, timestamps and next indexes change while the wallet stays the same: they are left out.</param>
    /// <returns>SHA-256 over the sorted descriptors, one per line, as lower-case hex.</returns>
    public static string Of(JsonElement reply)
    {
        var descriptors = reply.GetProperty("descriptors").EnumerateArray().Select(item => item.Text("desc")).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', descriptors))));
    }
}
