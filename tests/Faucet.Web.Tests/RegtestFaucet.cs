using System.Data.Common;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Faucet.Web.Tests;

/// <summary>What an operator and the network do around a faucet on a regtest node.</summary>
internal static class RegtestFaucet
{
    /// <summary>A captcha that takes milliseconds; the browser journeys solve the real one.</summary>
    public static readonly (string, string)[] QuickCaptcha = [("Captcha__Altcha__Cost", "100"), ("Captcha__Altcha__MaxCounter", "10")];

    /// <summary>Sends coins to the faucet's wallet and mines until they are booked.</summary>
    public static async Task RefillAsync(FaucetProcess faucet, RegtestNode node)
    {
        for (var coin = 0; coin < 3; coin++)
        {
            var address = (await node.RpcAsync("getnewaddress", new { address_type = "bech32" }, faucet["Bitcoin__Rpc__Wallet"])).GetString()!;
            await node.SendFromMinerAsync(address, Money.FromSatoshis(10_000_000));
        }

        await node.MineAsync(3);
        await Eventually.HoldsAsync(
            "the refill is booked", async () => await CountAsync(faucet, """ "LedgerTransfers" WHERE "Kind" = 'Deposit' """) == 3, () => faucet.Log);
    }

    /// <summary>Makes one drip reach the threshold, and batches leave at once.</summary>
    public static async Task PayAtOneDripAsync(FaucetProcess faucet, int drip)
    {
        await faucet.SetAsync("claim.drip-sat", $"{drip}");
        await faucet.SetAsync("payout.batch-age-seconds", "0");
        await faucet.SetAsync("payout.threshold-sat", $"{drip}");
    }

    public static Task MineUntilPaidAsync(FaucetProcess faucet, RegtestNode node, int payouts) =>
        Eventually.HoldsAsync("the payout is final", async () =>
        {
            await node.MineAsync(1);
            return await FinalAsync(faucet) == payouts;
        });

    /// <summary>How many withdrawals are still to be paid, or may yet leave the chain again.</summary>
    public static Task<long> OpenAsync(FaucetProcess faucet) => CountAsync(faucet, """ "Withdrawals" WHERE "State" <> 'Final' """);

    /// <summary>How many withdrawals are paid for good.</summary>
    public static Task<long> FinalAsync(FaucetProcess faucet) => CountAsync(faucet, """ "Withdrawals" WHERE "State" = 'Final' """);

    /// <summary>What the node, not the ledger, says that an address of the miner's was paid.</summary>
    public static async Task<Money> ReceivedAsync(RegtestNode node, string address) =>
        Money.FromBitcoin((await node.RpcAsync("getreceivedbyaddress", new { address, minconf = 0 }, "miner")).GetDecimal());

    private static async Task<long> CountAsync(FaucetProcess faucet, string table)
    {
        await using DbConnection connection = faucet.Find("ConnectionStrings__Faucet") is { } postgres
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "regtest.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }
}
