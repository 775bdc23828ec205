using System.Globalization;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Bitcoin Core 28 to 32, or Knots 29, with a descriptor wallet, over JSON-RPC.</summary>
/// <remarks>
/// Uses the raw-transaction calls, which are the same on all these versions; PSBTs changed their default version in 32.
/// The user needs in <c>rpcwhitelist</c>: createrawtransaction, createwallet (play chains), estimatesmartfee, fundrawtransaction,
/// getaddressinfo, getbalances, getblockchaininfo, getblockhash, getblockheader, getmempoolentry, getmempoolinfo, getnetworkinfo,
/// getnewaddress, gettransaction, gettxout, getwalletinfo, listdescriptors, listlockunspent, listsinceblock, listunspent, loadwallet,
/// lockunspent, sendrawtransaction, signrawtransactionwithwallet.
/// </remarks>
public sealed class CoreNode : IBitcoinNode, IDisposable
{
    private const int InvalidAddressOrKey = -5;
    private const int InvalidParameter = -8;
    private const int InternalError = -32603;
    private const int MaximumFeeTarget = 1008;

    /// <summary>In bytes: a list covers every output of many payouts, some 700 bytes each.</summary>
    private const int MaximumChangesReply = 64_000_000;

    private readonly RpcClient rpc;
    private readonly CoreWallet wallet;
    private readonly CoreBalance balance;

    public CoreNode(CoreNodeOptions options, TimeProvider time)
    {
        rpc = new RpcClient(options, time);
        wallet = new CoreWallet(rpc, options.Wallet);
        balance = new CoreBalance(rpc, wallet);
    }

    public void Dispose() => rpc.Dispose();

    public async Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var chain = await AskAsync("getblockchaininfo", new { }, Copy, cancellationToken);
        var genesis = await AskAsync("getblockhash", new { height = 0 }, hash => hash.GetString()!, cancellationToken);
        var version = await AskAsync("getnetworkinfo", new { }, info => info.Text("subversion"), cancellationToken);
        var (floor, increment) = await AskAsync(
            "getmempoolinfo",
            new { },
            info => (FeeRate.Max(info.Rate("mempoolminfee"), info.Rate("minrelaytxfee")), info.Rate("incrementalrelayfee")),
            cancellationToken);
        var height = chain.Number("blocks");
        var ready = await wallet.CallAsync("getwalletinfo", new { }, info => IsReady(info, height), cancellationToken);
        var fingerprint = await wallet.CallAsync("listdescriptors", new { @private = false }, WalletFingerprint.Of, cancellationToken);
        return new NodeStatus(
            chain.Text("chain"),
            genesis,
            chain.TryGetProperty("signet_challenge", out var challenge) ? challenge.GetString() : null,
            height,
            chain.Text("bestblockhash"),
            fingerprint,
            chain.Flag("initialblockdownload") || chain.Number("headers") - height > 2,
            ready,
            floor,
            increment,
            version);
    }

    public async Task<string?> FindBlockHashAsync(int height, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync("getblockhash", new { height }, hash => hash.GetString(), cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == InvalidParameter)
        {
            return null;
        }
    }

    public async Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                "estimatesmartfee",
                new { conf_target = Math.Clamp(targetBlocks, 1, MaximumFeeTarget), estimate_mode = "economical" },
                reply => reply.TryGetProperty("feerate", out _) ? reply.Rate("feerate") : (FeeRate?)null,
                cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == InternalError)
        {
            // Estimation is off: the node takes blocks only.
            return null;
        }
    }

    public async Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken)
    {
        var outputs = request.Outputs.Select(payee => new Dictionary<string, string> { [payee.Address] = payee.Amount.ToBitcoinText() });
        var unfunded = await AskAsync(
            "createrawtransaction",
            new { inputs = request.Inputs.Select(input => input.ToParameter()), outputs, locktime = request.LockTime, replaceable = true },
            hex => hex.GetString()!,
            cancellationToken);
        var options = new Dictionary<string, object>
        {
            ["add_inputs"] = true,
            ["include_unsafe"] = false,
            ["minconf"] = 1,
            ["changePosition"] = request.ChangePosition,
            ["lockUnspents"] = true,
            ["fee_rate"] = request.FeeRate.SatoshisPerVByte.ToString("0.000", CultureInfo.InvariantCulture),
            ["replaceable"] = true,
            ["max_tx_weight"] = request.MaximumWeight,

            // The node takes one of the two only.
            [request.ChangeAddress is null ? "change_type" : "changeAddress"] = request.ChangeAddress ?? "bech32",
        };
        return await wallet.CallAsync(
            "fundrawtransaction",
            new { hexstring = unfunded, options },
            reply => new FundedTransaction(
                reply.Text("hex"), reply.Amount("fee"), reply.Number("changepos") is >= 0 and var position ? position : null),
            cancellationToken);
    }

    public Task<Utxo?> FindUtxoAsync(OutPoint outPoint, CancellationToken cancellationToken) =>
        AskAsync(
            "gettxout",
            new { txid = outPoint.TxId.ToString(), n = outPoint.Vout, include_mempool = false },
            reply => reply.ValueKind == JsonValueKind.Null
                ? null
                : new Utxo(outPoint, ScriptPubKey.FromHex(reply.GetProperty("scriptPubKey").Text("hex")), reply.Amount("value")),
            cancellationToken);

    /// <remarks>One call, since a payout round makes it for everybody who is due: what is no address is refused as such.</remarks>
    public async Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken) =>
        await FindAsync(() => wallet.CallAsync(
            "getaddressinfo",
            new { address },
            reply => new AddressDescription(
                IsValid: true, ScriptPubKey.FromHex(reply.Text("scriptPubKey")), reply.Flag("ismine")),
            cancellationToken))
        ?? new AddressDescription(IsValid: false, null, IsMine: false);

    public Task<Money> FindCostAsync(string unsignedHex, CancellationToken cancellationToken) => wallet.CallAsync(
        "simulaterawtransaction",
        new { rawtxs = new[] { unsignedHex } },
        reply => Money.FromBitcoin(Math.Max(0, -reply.GetProperty("balance_change").GetDecimal())),
        cancellationToken);

    public async Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken)
    {
        var (complete, hex, error) = await wallet.CallAsync(
            "signrawtransactionwithwallet",
            new { hexstring = unsignedHex },
            reply => (reply.Flag("complete"), reply.Text("hex"), reply.TryGetProperty("errors", out var errors) ? errors[0].Text("error") : ""),
            cancellationToken);
        return complete ? hex : throw new NodeException(NodeFailure.Refused, $"The wallet can't sign every input: {error}");
    }

    public async Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken)
    {
        var maxfeerate = Money.FromSatoshis(maximum.SatoshisPerKvB).ToBitcoinText();
        try
        {
            await AskAsync("sendrawtransaction", new { hexstring = signedHex, maxfeerate }, id => id.GetString(), cancellationToken);
            return new BroadcastAnswer(BroadcastResult.Accepted);
        }
        catch (NodeException exception) when (BroadcastAnswers.Of(exception) is not null)
        {
            return BroadcastAnswers.Of(exception)!;
        }
    }

    public async Task<WalletTransaction?> FindTransactionAsync(TxId txId, CancellationToken cancellationToken)
    {
        var known = await FindAsync(
            () => wallet.CallAsync("gettransaction", new { txid = txId.ToString() }, reply => ReadTransaction(txId, reply), cancellationToken));
        return known is { Confirmations: 0 } ? known with { IsInMempool = await IsInMempoolAsync(txId, cancellationToken) } : known;
    }

    public Task<WalletSpend?> FindSpendAsync(TxId txId, CancellationToken cancellationToken) => CoreSpend.FindAsync(wallet, txId, cancellationToken);

    public async Task<Money?> FindPendingFeesAsync(TxId txId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(() => AskAsync(
            "getmempoolentry", new { txid = txId.ToString() }, entry => (object)entry.GetProperty("fees").Amount("descendant"), cancellationToken));
        return (Money?)found;
    }

    public async Task<WalletChanges> ListChangesAsync(string? sinceBlock, int confirmations, CancellationToken cancellationToken)
    {
        // With change included, a transaction that only shuffles our own coins is listed as a spend too.
        object parameters = sinceBlock is null
            ? new { target_confirmations = confirmations, include_change = true }
            : new { blockhash = sinceBlock, target_confirmations = confirmations, include_change = true };
        var changes = await wallet.CallAsync(
            "listsinceblock", parameters, CoreWalletChanges.Read, cancellationToken, MaximumChangesReply);
        var cursor = changes.OldestImmatureHeight is { } height
            ? await EarlierAsync(changes.LastBlock, height - 1, cancellationToken)
            : changes.LastBlock;
        return new WalletChanges(cursor, changes.Deposits, changes.Spends);
    }

    public Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken) => balance.ReadAsync(cancellationToken);

    public Task<FreeCoins> GetFreeCoinsAsync(CancellationToken cancellationToken) => wallet.CallAsync(
        "listunspent",
        new { minconf = 0, include_unsafe = false },
        reply =>
        {
            var confirmed = reply.EnumerateArray().Where(coin => coin.Number("confirmations") > 0).Select(coin => coin.Amount("amount")).ToList();
            return new FreeCoins(confirmed, reply.GetArrayLength() - confirmed.Count);
        },
        cancellationToken,
        MaximumChangesReply);

    public Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken) =>
        wallet.ListLocksAsync(cancellationToken);

    public Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken) => SetLockAsync(unlock: false, outPoint, cancellationToken);

    public Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken) => SetLockAsync(unlock: true, outPoint, cancellationToken);

    public Task<string> NewDepositAddressAsync(CancellationToken cancellationToken) =>
        wallet.CallAsync(
            "getnewaddress", new { label = "deposit", address_type = "bech32" }, address => address.GetString()!, cancellationToken);

    private static WalletTransaction ReadTransaction(TxId txId, JsonElement reply) =>
        new(
            txId,
            reply.Number("confirmations"),
            reply.TryGetProperty("blockhash", out var hash) ? hash.GetString() : null,
            reply.TryGetProperty("blockheight", out var height) ? height.GetInt32() : null,
            IsInMempool: false);

    /// <summary>An encrypted wallet is ready only while it is unlocked.</summary>
    private static bool IsReady(JsonElement info, int height) =>
        info.GetProperty("scanning").ValueKind == JsonValueKind.False
        && info.Flag("private_keys_enabled")
        && info.GetProperty("lastprocessedblock").Number("height") >= height
        && !(info.TryGetProperty("unlocked_until", out var until) && until.GetInt64() == 0);

    private static JsonElement Copy(JsonElement element) => element.Clone();

    /// <summary>Calls that name a transaction or an address say -5 when the node does not know it, or it is none.</summary>
    private static async Task<T?> FindAsync<T>(Func<Task<T>> find)
        where T : class
    {
        try
        {
            return await find();
        }
        catch (NodeException exception) when (exception.Code == InvalidAddressOrKey)
        {
            return null;
        }
    }

    private Task<T> AskAsync<T>(string method, object parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        rpc.CallAsync("/", method, parameters, read, cancellationToken);

    private async Task<bool> IsInMempoolAsync(TxId txId, CancellationToken cancellationToken) =>
        await FindAsync(() => AskAsync("getmempoolentry", new { txid = txId.ToString() }, Found, cancellationToken)) is not null;

    private static object Found(JsonElement reply) => reply.ValueKind;

    /// <summary>The earlier of the block <paramref name="lastBlock"/> and the one at <paramref name="height"/>.</summary>
    /// <remarks>A coinbase is listed by its block, not when it matures: the cursor waits below it, at most 100 blocks.</remarks>
    private async Task<string> EarlierAsync(string lastBlock, int height, CancellationToken cancellationToken)
    {
        var lastHeight = await AskAsync("getblockheader", new { blockhash = lastBlock }, header => header.Number("height"), cancellationToken);
        return height < lastHeight && await FindBlockHashAsync(height, cancellationToken) is { } earlier ? earlier : lastBlock;
    }

    private async Task SetLockAsync(bool unlock, OutPoint outPoint, CancellationToken cancellationToken)
    {
        try
        {
            // One coin per call: a list is refused whole for one bad coin. Never without a list: that unlocks every coin.
            await wallet.CallAsync(
                "lockunspent", new { unlock, transactions = new[] { outPoint.ToParameter() } }, done => done.GetBoolean(), cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == InvalidParameter)
        {
            // Locked already, not locked, spent or unknown: the state that was asked for, or none that matters.
        }
    }
}
