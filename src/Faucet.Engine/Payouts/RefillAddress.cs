using Faucet.Core.Addresses;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>An address of the hot wallet that the pages can show to donors, another one after each refill.</summary>
public sealed class RefillAddress(FaucetDatabase database, IBitcoinNode node, EngineOptions options)
{
    /// <returns>Null while the node was never asked, and in the sandbox, whose coins are play money.</returns>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.NodeBindings.Select(b => b.RefillAddress).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Asks the node for one when there is none.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (options.Network is BitcoinNetwork.Sandbox || await FindAsync(cancellationToken) is not null)
        {
            return;
        }

        var address = await node.NewDepositAddressAsync(cancellationToken);
        await using var db = database.Open();
        await db.NodeBindings.Where(b => b.RefillAddress == null).ExecuteUpdateAsync(set => set.SetProperty(b => b.RefillAddress, address), cancellationToken);
    }

    /// <summary>Whoever was shown the address may have used it.</summary>
    internal static Task ForgetAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.NodeBindings.ExecuteUpdateAsync(set => set.SetProperty(b => b.RefillAddress, (string?)null), cancellationToken);
}
