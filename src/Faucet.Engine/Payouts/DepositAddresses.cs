using Faucet.Core.Addresses;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Payouts;

/// <summary>What became of asking for an address to refill the HotWallet.</summary>
public abstract record DepositAddressOutcome
{
    private DepositAddressOutcome()
    {
    }

    public sealed record Issued(string Address) : DepositAddressOutcome;

    /// <param name="Reason">For the operator.</param>
    public sealed record Refused(string Reason) : DepositAddressOutcome;
}

/// <summary>Gets addresses of the HotWallet, once it is certain that it is this faucet's.</summary>
public sealed class DepositAddresses(IBitcoinNode node, NodeRecords records, BitcoinNetwork network)
{
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<DepositAddressOutcome> IssueAsync(CancellationToken cancellationToken)
    {
        // Coins sent to another wallet are not lost, but this faucet would never pay with them.
        var status = await node.GetStatusAsync(cancellationToken);
        if (!(await records.ReadAsync(cancellationToken)).BelongsTo(status))
        {
            return new DepositAddressOutcome.Refused("This node is on another chain, or has another wallet, than the one that the ledger belongs to.");
        }

        var address = await node.NewDepositAddressAsync(cancellationToken);
        return AddressCodec.Decode(address, network) is AddressReading.Accepted
            ? new DepositAddressOutcome.Issued(address)
            : new DepositAddressOutcome.Refused($"The node is on the chain '{status.Chain}', this faucet pays on {network.ToString().ToLowerInvariant()}.");
    }
}
