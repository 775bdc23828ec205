using System.Text.Json;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Core;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>What only a real node can show.</summary>
[Collection(nameof(OnRegtest))]
public sealed class CoreNodeOnRegtestTests(RegtestNode regtest)
{
    private static readonly Money Coin = Money.FromBitcoin(0.5m);
    private static readonly FeeRate HighestRate = FeeRate.FromSatoshisPerVByte(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restarted_node_is_met_again_with_its_new_cookie_and_the_wallet_loaded()
    {
        regtest.SkipUnlessAvailable();
        var wallet = $"cookie-{Guid.NewGuid():n}";
        string before;
        using (var node = new CoreNode(new CoreNodeOptions(regtest.RpcUrl, wallet) { CookieFile = regtest.CookieFile }, TimeProvider.System))
        {
            before = (await node.GetStatusAsync(Token)).WalletFingerprint;
            await regtest.RpcAsync("unloadwallet", new { wallet_name = wallet, load_on_startup = false });
            Assert.Equal(before, (await node.GetStatusAsync(Token)).WalletFingerprint);
            await regtest.RpcAsync("unloadwallet", new { wallet_name = wallet, load_on_startup = false });
            await regtest.StopAsync();
            Assert.Equal(NodeFailure.NotExecuted, (await Assert.ThrowsAsync<NodeException>(() => node.GetStatusAsync(Token))).Failure);
        }

        await regtest.StartAsync();
        using var again = new CoreNode(new CoreNodeOptions(regtest.RpcUrl, wallet) { CookieFile = regtest.CookieFile }, TimeProvider.System);
        Assert.Equal(before, (await again.GetStatusAsync(Token)).WalletFingerprint);
    }

    [Fact]
    public async Task Our_reading_of_a_transaction_is_the_nodes()
    {
        using var node = await StartAsync(Coin);
        var signed = await SignedPaymentAsync(node);

        var read = RawTransaction.Parse(signed);
        var decoded = await regtest.RpcAsync("decoderawtransaction", new { hexstring = signed });

        Assert.Equal(decoded.GetProperty("txid").GetString(), read.TxId.ToString());
        Assert.Equal(decoded.GetProperty("hash").GetString(), read.WtxId.ToString());
        Assert.Equal(decoded.GetProperty("weight").GetInt32(), read.Weight);
        Assert.Equal(decoded.GetProperty("vsize").GetInt32(), read.VSize);
        Assert.Equal(signed, read.ToHex());
    }

    [Fact]
    public async Task A_mined_coinbase_is_a_deposit_once_it_is_mature_even_behind_the_cursor()
    {
        using var node = await StartAsync();
        var address = await node.NewDepositAddressAsync(Token);
        await regtest.RpcAsync("generatetoaddress", new { nblocks = 1, address });
        await regtest.MineAsync(20);
        var early = await node.ListChangesAsync(null, 6, Token);
        await regtest.MineAsync(79);
        var eve = await node.ListChangesAsync(early.Cursor, 6, Token);
        await regtest.MineAsync(1);
        var mature = await node.ListChangesAsync(eve.Cursor, 6, Token);
        await regtest.MineAsync(10);

        Assert.Empty(early.Deposits);
        Assert.Empty(eve.Deposits);
        var deposit = Assert.Single(mature.Deposits);
        Assert.Equal((101, deposit.Amount), (deposit.Confirmations, (await node.GetBalanceAsync(Token)).Confirmed));
        Assert.Empty((await node.ListChangesAsync((await node.ListChangesAsync(mature.Cursor, 6, Token)).Cursor, 6, Token)).Deposits);
    }

    [Fact]
    public async Task A_mined_payment_whose_outputs_are_all_spent_is_ambiguous_and_still_found()
    {
        using var node = await StartAsync(Coin);
        var own = await node.NewDepositAddressAsync(Token);
        var script = (await node.DescribeAddressAsync(own, Token)).ScriptPubKey!.Value;
        var first = await SignedAsync(node, new Payee(script, own, Coin.Percent(40)));
        await node.BroadcastAsync(first, HighestRate, Token);
        await regtest.MineAsync(1);

        // Everything that the first transaction made, its payment and its change, is spent by the second.
        await node.BroadcastAsync(await SignedPaymentAsync(node, Coin.Percent(90)), HighestRate, Token);
        await regtest.MineAsync(1);

        Assert.Equal(BroadcastResult.Ambiguous, (await node.BroadcastAsync(first, HighestRate, Token)).Result);
        Assert.Equal(2, (await node.FindTransactionAsync(RawTransaction.Parse(first).TxId, Token))!.Confirmations);
    }

    [Fact]
    public async Task A_reorganisation_takes_confirmations_back_and_lists_the_payment_again()
    {
        using var node = await StartAsync(Coin);
        var signed = await SignedPaymentAsync(node);
        var txId = RawTransaction.Parse(signed).TxId;
        await node.BroadcastAsync(signed, HighestRate, Token);
        await regtest.MineAsync(1);
        var tip = (await node.GetStatusAsync(Token)).TipHash;
        var cursor = (await node.ListChangesAsync(null, 1, Token)).Cursor;

        await regtest.RpcAsync("invalidateblock", new { blockhash = tip });
        await regtest.RpcAsync("syncwithvalidationinterfacequeue");

        Assert.Equal(new WalletTransaction(txId, 0, null, null, IsInMempool: true), await node.FindTransactionAsync(txId, Token));
        Assert.Equal([txId], (await node.ListChangesAsync(cursor, 1, Token)).Spends);
        await regtest.MineAsync(2);
        Assert.Equal(2, (await node.FindTransactionAsync(txId, Token))!.Confirmations);
    }

    [Fact]
    public async Task A_wallet_without_private_keys_or_behind_a_passphrase_is_not_ready()
    {
        regtest.SkipUnlessAvailable();
        var (watching, locked) = ($"watching-{Guid.NewGuid():n}", $"locked-{Guid.NewGuid():n}");
        await regtest.RpcAsync("createwallet", new { wallet_name = watching, disable_private_keys = true, blank = true });
        await regtest.RpcAsync("createwallet", new { wallet_name = locked, passphrase = "open sesame" });

        Assert.False((await Node(watching).GetStatusAsync(Token)).IsWalletReady);
        Assert.False((await Node(locked).GetStatusAsync(Token)).IsWalletReady);
        await regtest.RpcAsync("walletpassphrase", new { passphrase = "open sesame", timeout = 600 }, locked);
        Assert.True((await Node(locked).GetStatusAsync(Token)).IsWalletReady);
    }

    [Fact]
    public async Task Payments_to_every_kind_of_script_are_built()
    {
        using var node = await StartAsync(Coin);
        var payees = new List<Payee>();
        foreach (var type in new[] { "legacy", "p2sh-segwit", "bech32", "bech32m" })
        {
            var address = await regtest.ForeignAddressAsync(type);
            payees.Add(new Payee((await node.DescribeAddressAsync(address, Token)).ScriptPubKey!.Value, address, Money.FromSatoshis(1000)));
        }

        var signed = await SignedAsync(node, [.. payees]);

        Assert.Equal(BroadcastResult.Accepted, (await node.BroadcastAsync(signed, HighestRate, Token)).Result);
        Assert.Equal(payees.Select(payee => payee.ScriptPubKey), RawTransaction.Parse(signed).Outputs.Take(4).Select(output => output.ScriptPubKey));
    }

    private CoreNode Node(string wallet) =>
        new(new CoreNodeOptions(regtest.RpcUrl, wallet) { User = regtest.User, Password = regtest.Password }, TimeProvider.System);

    private async Task<CoreNode> StartAsync(params Money[] coins)
    {
        regtest.SkipUnlessAvailable();
        var node = Node($"own-{Guid.NewGuid():n}");
        foreach (var coin in coins)
        {
            await regtest.SendFromMinerAsync(await node.NewDepositAddressAsync(Token), coin);
        }

        await regtest.MineAsync(1);
        return node;
    }

    private async Task<string> SignedPaymentAsync(CoreNode node, Money? amount = null)
    {
        var address = await regtest.ForeignAddressAsync();
        var script = (await node.DescribeAddressAsync(address, Token)).ScriptPubKey!.Value;
        return await SignedAsync(node, new Payee(script, address, amount ?? Coin.Percent(10)));
    }

    private static async Task<string> SignedAsync(CoreNode node, params Payee[] payees)
    {
        var request = new FundingRequest(payees, FeeRate.FromSatoshisPerVByte(3), payees.Length, (await node.GetStatusAsync(Token)).Height);
        return await node.SignAsync((await node.FundAsync(request, Token)).UnsignedHex, Token);
    }
}
