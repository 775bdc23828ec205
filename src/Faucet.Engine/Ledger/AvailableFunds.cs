using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Ledger;

/// <summary>Keeps <see cref="ClaimGate.Available"/> in step with transfers of the Owner and the NetworkFees. Drips move it with their group.</summary>
internal static class AvailableFunds
{
    /// <param name="satoshis">Below zero for what is gone.</param>
    /// <remarks>
    /// Within the database transaction of the transfer, and before it touches a wallet: claims lock the gate first, and two orders are a deadlock.
    /// </remarks>
    public static Task AddAsync(FaucetDbContext db, long satoshis, CancellationToken cancellationToken) =>
        db.ClaimGates.ExecuteUpdateAsync(set => set.SetProperty(g => g.Available, g => g.Available + satoshis), cancellationToken);
}
