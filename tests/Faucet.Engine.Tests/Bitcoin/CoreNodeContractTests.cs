using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Core;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

[CollectionDefinition(nameof(OnRegtest))]
public sealed class OnRegtest : ICollectionFixture<RegtestNode>;

/// <summary>The contract, held to a real node. Each test has a wallet of its own, which the client creates on this play chain.</summary>
[Collection(nameof(OnRegtest))]
public sealed class CoreNodeContractTests(RegtestNode regtest) : BitcoinNodeContract, IDisposable
{
    private readonly List<CoreNode> nodes = [];

    public void Dispose() => nodes.ForEach(node => node.Dispose());

    protected override async Task<IBitcoinNode> StartAsync(params Money[] coins)
    {
        regtest.SkipUnlessAvailable();
        var options = new CoreNodeOptions(regtest.RpcUrl, $"hot {Guid.NewGuid():n}") { User = regtest.User, Password = regtest.Password };
        var node = new CoreNode(options, TimeProvider.System);
        nodes.Add(node);
        foreach (var coin in coins)
        {
            await PayInAsync(await node.NewDepositAddressAsync(Token), coin);
        }

        await MineAsync(coins.Length > 0 ? 1 : 0);
        return node;
    }

    protected override Task MineAsync(int blocks = 1) => regtest.MineAsync(blocks);

    protected override async Task<TxId> PayInAsync(string address, Money amount) => TxId.Parse(await regtest.SendFromMinerAsync(address, amount));

    protected override async Task<Payee> NewPayeeAsync(Money amount)
    {
        var address = await regtest.ForeignAddressAsync();
        var script = (await regtest.RpcAsync("validateaddress", new { address })).GetProperty("scriptPubKey").GetString()!;
        return new Payee(ScriptPubKey.FromHex(script), address, amount);
    }
}
