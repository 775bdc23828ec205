using System.Globalization;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Benchmarks.Fees;

/// <summary>A wallet of the node that holds what was asked for, and nothing else.</summary>
internal sealed class NodeWallet(RegtestNode node, string name)
{
    // What the miner pays: it is nobody's measurement.
    private const string RefillRate = "2";
    private const string Miner = "miner";

    public string Name => name;

    /// <summary>Confirmed with the next block, each coin at an address of its own.</summary>
    public static async Task<NodeWallet> CreateAsync(RegtestNode node, string name, IReadOnlyList<Money> coins)
    {
        await node.CreateWalletAsync(name);
        var amounts = new Dictionary<string, string>();
        foreach (var coin in coins)
        {
            amounts[(await node.RpcAsync("getnewaddress", new { address_type = "bech32" }, name)).GetString()!] = coin.ToBitcoinText();
        }

        await node.RpcAsync("sendmany", new { amounts, fee_rate = RefillRate }, Miner);
        return new NodeWallet(node, name);
    }

    /// <summary>The node chooses coins, signs, stores and sends in one call.</summary>
    public async Task<string> SendManyAsync(IEnumerable<Payee> payees, FeeRate rate)
    {
        var amounts = payees.ToDictionary(payee => payee.Address, payee => payee.Amount.ToBitcoinText());
        var fee_rate = rate.SatoshisPerVByte.ToString("0.000", CultureInfo.InvariantCulture);
        return (await node.RpcAsync("sendmany", new { amounts, fee_rate }, name)).GetString()!;
    }

    public async Task<NodePayment> ReadAsync(string txId)
    {
        var reply = await node.RpcAsync("gettransaction", new { txid = txId, verbose = true }, name);
        var decoded = reply.GetProperty("decoded");
        return new NodePayment(
            txId,
            reply.GetProperty("confirmations").GetInt32(),
            Money.FromBitcoin(-reply.GetProperty("fee").GetDecimal()),
            decoded.GetProperty("vsize").GetInt32(),
            decoded.GetProperty("vin").GetArrayLength(),
            [.. decoded.GetProperty("vout").EnumerateArray().Select(Output)]);
    }

    /// <summary>All that it holds, in blocks.</summary>
    public async Task<Money> BalanceAsync()
    {
        var mine = (await node.RpcAsync("getbalances", null, name)).GetProperty("mine");
        return Money.FromBitcoin(mine.GetProperty("trusted").GetDecimal());
    }

    /// <summary>The node would show it every transaction of the cases that follow.</summary>
    public Task CloseAsync() => node.RpcAsync("unloadwallet", new { wallet_name = name, load_on_startup = false });

    private static (ScriptPubKey Script, Money Amount) Output(JsonElement output) => (
        ScriptPubKey.FromHex(output.GetProperty("scriptPubKey").GetProperty("hex").GetString()!),
        Money.FromBitcoin(output.GetProperty("value").GetDecimal()));
}

/// <summary>A transaction as the node tells of it.</summary>
internal sealed record NodePayment(
    string TxId, int Confirmations, Money Fee, int VSize, int Inputs, IReadOnlyList<(ScriptPubKey Script, Money Amount)> Outputs);
