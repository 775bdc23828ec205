using System.Buffers.Binary;
using Faucet.Core.Addresses;
using Microsoft.Data.Sqlite;

namespace Faucet.Benchmarks.Claims;

/// <summary>The wallets that exist before the first claim, and the order in which they claim.</summary>
internal static class SeededWallets
{
    private const long FirstId = 1_000_000;

    // A prime: neighbours in time are strangers in the file, as they are in life.
    private const long Stride = 7_919;

    /// <summary>The wallet of the n-th claim; all have their turn before one has its second.</summary>
    public static int Turn(long claim, int wallets) => (int)(claim * Stride % wallets);

    public static ScriptPubKey Script(int wallet)
    {
        // P2WPKH of a hash that spreads over the index as real ones do.
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, wallet);
        var hash = System.Security.Cryptography.SHA256.HashData(number);
        return ScriptPubKey.FromBytes([0x00, 0x14, .. hash.AsSpan(0, 20)]);
    }

    public static string Address(int wallet) => AddressCodec.Encode(Script(wallet), BitcoinNetwork.Sandbox);

    /// <exception cref="BenchmarkException">The number shares a factor with the order of turns.</exception>
    public static void Write(string database, int wallets)
    {
        if (wallets < 1 || wallets % Stride == 0)
        {
            throw new BenchmarkException($"The number of wallets is positive and no multiple of {Stride}.");
        }

        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            """
            INSERT INTO "LedgerAccounts" ("Id", "Kind") VALUES (@id, 'Wallet');
            INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt") VALUES (@id, @script, @address, 0, 0, 0);
            """;
        var id = insert.Parameters.Add("@id", SqliteType.Integer);
        var script = insert.Parameters.Add("@script", SqliteType.Text);
        var address = insert.Parameters.Add("@address", SqliteType.Text);
        for (var wallet = 0; wallet < wallets; wallet++)
        {
            id.Value = FirstId + wallet;
            script.Value = Script(wallet).Hex;
            address.Value = Address(wallet);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
