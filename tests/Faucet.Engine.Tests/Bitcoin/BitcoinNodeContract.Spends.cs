using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Reading a spend whole, as it is needed to take an unknown one into the ledger.</summary>
public abstract partial class BitcoinNodeContract
{
    [Fact]
    public async Task A_spend_is_read_with_the_coins_that_it_took_and_what_came_back()
    {
        var node = await StartAsync(Coin, Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin + Coin.Percent(50)));
        var sent = await SendAsync(node, funded);

        var spend = (await node.FindSpendAsync(sent, Token))!;

        var transaction = RawTransaction.Parse(spend.SignedHex);
        Assert.Equal(sent, transaction.TxId);
        Assert.True(transaction.HasWitness);
        Assert.Equal(0, spend.Confirmations);
        Assert.Equal(transaction.Inputs.Select(input => input.OutPoint).ToHashSet(), spend.Coins.Select(coin => coin.OutPoint).ToHashSet());
        Assert.Equal(funded.Fee, spend.Coins.Select(coin => coin.Amount).Sum() - transaction.Outputs.Select(output => output.Amount).Sum());
        Assert.Equal([Assert.NotNull(funded.ChangePosition)], spend.OwnOutputs);

        await MineAsync(2);
        Assert.Equal(2, (await node.FindSpendAsync(sent, Token))!.Confirmations);
    }

    [Fact]
    public async Task A_spend_to_ourselves_comes_back_whole()
    {
        var node = await StartAsync(Coin);
        var address = await node.NewDepositAddressAsync(Token);
        var script = (await node.DescribeAddressAsync(address, Token)).ScriptPubKey;
        var sent = await SendAsync(node, await FundAsync(node, new Core.Payouts.Payee(script!.Value, address, Coin.Percent(50))));

        var spend = (await node.FindSpendAsync(sent, Token))!;

        Assert.Equal(2, RawTransaction.Parse(spend.SignedHex).Outputs.Count);
        Assert.Equal([0, 1], spend.OwnOutputs.Order());
    }

    [Fact]
    public async Task Neither_a_deposit_nor_an_unknown_transaction_is_a_spend()
    {
        var node = await StartAsync(Coin);
        var deposit = await PayInAsync(await node.NewDepositAddressAsync(Token), Coin);
        await MineAsync();

        Assert.Null(await node.FindSpendAsync(deposit, Token));
        Assert.Null(await node.FindSpendAsync(TxId.Parse(new string('5', 64)), Token));
    }
}
