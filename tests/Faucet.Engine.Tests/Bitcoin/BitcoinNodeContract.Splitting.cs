using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Giving back to the HotWallet in more than one coin.</summary>
public abstract partial class BitcoinNodeContract
{
    [Fact]
    public async Task Gives_back_in_parts_what_it_is_asked_to_besides_the_change()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        var splits = new List<Payee>();
        for (var part = 0; part < 2; part++)
        {
            var own = await node.NewDepositAddressAsync(Token);
            splits.Add(new Payee((await node.DescribeAddressAsync(own, Token)).ScriptPubKey!.Value, own, Coin.Percent(25)));
        }

        var funded = await node.FundAsync(new FundingRequest([payee], Rate, 1, 0) { Splits = splits }, Token);
        await SendAsync(node, funded);
        await MineAsync();

        Assert.Equal(3, (await node.GetFreeCoinsAsync(Token)).Confirmed.Count);
        Assert.Equal(new HotWalletBalance(Coin - payee.Amount - funded.Fee, Money.Zero), await node.GetBalanceAsync(Token));
        Assert.DoesNotContain((await node.ListChangesAsync(null, 1, Token)).Deposits, deposit => deposit.Amount == splits[0].Amount);
    }
}
