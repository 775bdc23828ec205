using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>What a transaction costs by the wallet's own books, before it is signed.</summary>
public abstract partial class BitcoinNodeContract
{
    [Fact]
    public async Task A_transaction_costs_the_wallet_what_it_pays_to_others_and_the_fee()
    {
        var node = await StartAsync(Coin);
        var own = await node.NewDepositAddressAsync(Token);
        var ours = new Payee((await node.DescribeAddressAsync(own, Token)).ScriptPubKey!.Value, own, Coin.Percent(10));
        var theirs = await NewPayeeAsync(Coin.Percent(20));

        var funded = await FundAsync(node, theirs, ours);

        Assert.Equal(theirs.Amount + funded.Fee, await node.FindCostAsync(funded.UnsignedHex, Token));
    }

    [Fact]
    public async Task What_would_replace_it_costs_the_same_while_the_mempool_spends_its_coins()
    {
        var node = await StartAsync(Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin.Percent(20)));
        await SendAsync(node, funded);

        Assert.Equal(Coin.Percent(20) + funded.Fee, await node.FindCostAsync(funded.UnsignedHex, Token));
    }

    [Fact]
    public async Task Of_coins_that_are_gone_there_is_no_cost()
    {
        var node = await StartAsync(Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin.Percent(20)));
        await SendAsync(node, funded);
        await MineAsync();

        foreach (var hex in new[] { funded.UnsignedHex, "00" })
        {
            var failure = await Assert.ThrowsAsync<NodeException>(() => node.FindCostAsync(hex, Token));
            Assert.Equal(NodeFailure.Refused, failure.Failure);
        }
    }
}
