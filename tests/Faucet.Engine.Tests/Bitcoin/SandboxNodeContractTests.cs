using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>The contract, held to the play chain.</summary>
public sealed class SandboxNodeContractTests : BitcoinNodeContract, IDisposable
{
    private SandboxNode? node;
    private int payees;

    public void Dispose() => node?.Dispose();

    protected override Task<IBitcoinNode> StartAsync(params Money[] coins)
    {
        node = new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions { Treasury = coins, TreasuryDepth = 0 });
        return Task.FromResult<IBitcoinNode>(node);
    }

    protected override Task MineAsync(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++)
        {
            node!.MineBlock();
        }

        return Task.CompletedTask;
    }

    protected override Task<TxId> PayInAsync(string address, Money amount) => Task.FromResult(node!.PayIn(address, amount));

    protected override Task<Payee> NewPayeeAsync(Money amount)
    {
        var script = ScriptPubKey.FromBytes([0, 20, .. new byte[19], (byte)++payees]);
        return Task.FromResult(new Payee(script, SandboxAddresses.Encode(script), amount));
    }
}
