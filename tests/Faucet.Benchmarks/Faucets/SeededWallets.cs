using System.Buffers.Binary;
using System.Security.Cryptography;
using Faucet.Benchmarks.Databases;
using Faucet.Core.Addresses;

namespace Faucet.Benchmarks.Faucets;

/// <summary>The wallets that exist before the first claim.</summary>
internal static class SeededWallets
{
    public const long FirstId = 1_000_000;

    public static readonly string[] AccountColumns = ["Id", "Kind"];
    public static readonly string[] Columns = ["Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue"];

    public static ScriptPubKey Script(int wallet)
    {
        // P2WPKH of a hash that spreads over the index as real ones do. PgbenchReference says the same in SQL.
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, wallet);
        return ScriptPubKey.FromBytes([0x00, 0x14, .. SHA256.HashData(number).AsSpan(0, 20)]);
    }

    public static string Address(int wallet) => AddressCodec.Encode(Script(wallet), BitcoinNetwork.Sandbox);

    public static object?[] Row(int wallet, long balance) => [FirstId + wallet, Script(wallet).Hex, Address(wallet), balance, 0L, 0L, false];

    public static async Task WriteAsync(MeasuredDatabase database, int wallets)
    {
        await using var rows = database.BeginBulk();
        var numbers = Enumerable.Range(0, wallets);
        await rows.InsertAsync("LedgerAccounts", AccountColumns, numbers.Select(wallet => new object?[] { FirstId + wallet, "Wallet" }));
        await rows.InsertAsync("Wallets", Columns, numbers.Select(wallet => Row(wallet, 0)));
    }
}
