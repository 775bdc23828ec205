using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>An unsigned transaction that passed, and the coins that it spends.</summary>
internal sealed record BuiltPayout(string UnsignedHex, CheckedTransaction Checked, IReadOnlyList<Utxo> Coins);

/// <summary>Lets the node build a transaction and believes nothing of it unread.</summary>
public sealed class PayoutBuilder(IBitcoinNode node)
{
    /// <summary>Who is paid by the batch, one payee a script, the oldest withdrawal first.</summary>
    internal static async Task<IReadOnlyList<Payee>> PayeesAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        var withdrawals = await db.BatchItems.Where(i => i.BatchId == batchId)
            .Join(db.Withdrawals, i => i.WithdrawalId, w => w.Id, (_, w) => w)
            .AsNoTracking().OrderBy(w => w.CreatedAt).ThenBy(w => w.WalletId).ToListAsync(cancellationToken);
        return Payee.Merge(withdrawals.Select(w => new Payee(w.ScriptPubKey, w.Address, w.Amount)));
    }

    /// <returns>The transaction, or what is wrong with what the node built; its coins are unlocked again then.</returns>
    /// <exception cref="NodeException">Refused: the coins do not suffice.</exception>
    internal async Task<(BuiltPayout? Built, string? Fault)> BuildAsync(
        FundingRequest request, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var funded = await node.FundAsync(request, cancellationToken);
        var transaction = RawTransaction.Parse(funded.UnsignedHex);
        var coins = new List<Utxo>();
        foreach (var input in transaction.Inputs)
        {
            if (await node.FindUtxoAsync(input.OutPoint, cancellationToken) is { } coin)
            {
                coins.Add(coin);
            }
        }

        var passed = FundedTransactionCheck.Check(transaction, request.Payees, request.Splits, coins, request.FeeRate, settings, request.LockTime, out var fault);
        if (passed is not null && !request.Inputs.All(coins.Select(coin => coin.OutPoint).Contains))
        {
            (passed, fault) = (null, "it leaves out a coin of the transaction that it replaces");
        }

        if (passed is not null)
        {
            var (cost, expected) = (await node.FindCostAsync(funded.UnsignedHex, cancellationToken), passed.Paid + passed.Fee);
            if (cost != expected)
            {
                (passed, fault) = (null, $"the wallet would hold {cost} less, not {expected}: it pays an address of its own, or its change goes to somebody else");
            }
        }

        var built = passed is null ? null : new BuiltPayout(funded.UnsignedHex, passed, coins);
        if (built is null)
        {
            await UnlockAsync(transaction.Inputs.Select(input => input.OutPoint).Except(request.Inputs), cancellationToken);
        }

        return (built, fault);
    }

    /// <summary>Frees coins that no transaction will spend after all.</summary>
    internal async Task UnlockAsync(IEnumerable<OutPoint> coins, CancellationToken cancellationToken)
    {
        foreach (var coin in coins)
        {
            await node.UnlockAsync(coin, cancellationToken);
        }
    }

    /// <summary>Addresses of the HotWallet to split change to; empty where the node does not give as many different ones.</summary>
    internal async Task<IReadOnlyList<Payee>> SplitsAsync(IReadOnlyList<Payee> payees, FeeOutlook fees, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var coins = await node.GetFreeCoinsAsync(cancellationToken);
        var splits = new List<Payee>();
        foreach (var amount in CoinSplit.Amounts(coins, payees.Select(payee => payee.Amount).Sum(), fees, settings))
        {
            var address = await node.NewDepositAddressAsync(cancellationToken);
            if (await node.DescribeAddressAsync(address, cancellationToken) is not { IsMine: true, ScriptPubKey: { } script }
                || splits.Concat(payees).Any(other => other.ScriptPubKey == script))
            {
                return [];
            }

            splits.Add(new Payee(script, address, amount));
        }

        return splits;
    }
}
