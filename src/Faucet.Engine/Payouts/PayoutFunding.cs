using System.Security.Cryptography;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Makes the transaction of a claimed batch: fund → verify → record. Nothing is signed here.</summary>
public sealed class PayoutFunding(
    FaucetDatabase database, IBitcoinNode node, FeeWatch fees, BitcoinNetwork network, ILogger<PayoutFunding> logger)
{
    /// <returns>True when the batch is recorded: there is an unsigned transaction of it and nobody else may make another.</returns>
    public async Task<bool> FundAsync(
        FaucetDbContext db, long batchId, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var rate = (await fees.LookAsync(status, settings, cancellationToken)).Now;
        if (rate > settings.MaximumFeeRate)
        {
            // It was claimed at a lower one, or the cap has come down since.
            return await BatchStates.WaitAsync(db, logger, batchId, $"Waiting for a network fee of at most {settings.MaximumFeeRate}; it is {rate} now.", cancellationToken);
        }

        var payees = await PayeesAsync(db, batchId, cancellationToken);
        if (FundedTransactionCheck.LeastFee(payees, rate) is var least && least > FundedTransactionCheck.FeeCeiling(payees, settings))
        {
            var reason = $"The network fee is too high for an amount this small: at least {least} now. It leaves when the fee falls.";
            return await BatchStates.WaitAsync(db, logger, batchId, reason, cancellationToken);
        }

        FundedTransaction funded;
        try
        {
            funded = await node.FundAsync(
                new FundingRequest(payees, rate, RandomNumberGenerator.GetInt32(payees.Count + 1), status.Height), cancellationToken);
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            return await BatchStates.WaitAsync(
                db, logger, batchId, "The faucet's own wallet needs a refill, or its last coins need a block.", cancellationToken, exception.Message);
        }

        var transaction = RawTransaction.Parse(funded.UnsignedHex);
        var coins = new List<Utxo>();
        foreach (var input in transaction.Inputs)
        {
            if (await node.FindUtxoAsync(input.OutPoint, cancellationToken) is { } coin)
            {
                coins.Add(coin);
            }
        }

        var built = FundedTransactionCheck.Check(transaction, payees, coins, rate, settings, status.Height, out var fault);
        if (built is not null && await IsChangeForeignAsync(built, cancellationToken))
        {
            (built, fault) = (null, "its change goes to an address that is not the wallet's");
        }

        if (built is null)
        {
            await UnlockAsync(transaction, cancellationToken);
            return await BatchStates.WaitAsync(
                db, logger, batchId, "The transaction did not pass the faucet's own checks. The operator has been told.", cancellationToken, fault);
        }

        if (!await RecordAsync(db, batchId, funded.UnsignedHex, built, coins, cancellationToken))
        {
            await UnlockAsync(transaction, cancellationToken);
            return false;
        }

        PayoutLog.Recorded(logger, batchId, transaction.TxId, built.Paid, built.Fee);
        return true;
    }

    private static async Task<IReadOnlyList<Payee>> PayeesAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        var withdrawals = await db.BatchItems.Where(i => i.BatchId == batchId)
            .Join(db.Withdrawals, i => i.WithdrawalId, w => w.Id, (_, w) => w)
            .AsNoTracking().OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        return Payee.Merge(withdrawals.Select(w => new Payee(w.ScriptPubKey, w.Address, w.Amount)));
    }

    private async Task<bool> IsChangeForeignAsync(CheckedTransaction built, CancellationToken cancellationToken)
    {
        if (built.ChangeVout is not { } vout)
        {
            return false;
        }

        var address = AddressCodec.Encode(built.Transaction.Outputs[vout].ScriptPubKey, network);
        return await node.DescribeAddressAsync(address, cancellationToken) is not { IsMine: true, IsChange: true };
    }

    /// <summary>Stores the unsigned transaction and reserves its coins, or nothing when another worker has either (I2, I6).</summary>
    private async Task<bool> RecordAsync(
        FaucetDbContext db, long batchId, string unsignedHex, CheckedTransaction built, IReadOnlyList<Utxo> coins, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await BatchStates.MoveAsync(db, batchId, BatchState.Claimed, BatchState.Recorded, cancellationToken))
        {
            return false;
        }

        db.PayoutTransactions.Add(new PayoutTransaction
        {
            BatchId = batchId,
            Sequence = await db.PayoutTransactions.CountAsync(t => t.BatchId == batchId, cancellationToken),
            TxId = built.Transaction.TxId,
            UnsignedHex = unsignedHex,
            Paid = built.Paid,
            Change = built.Change,
            Fee = built.Fee,
            State = TransactionState.Recorded,
        });
        db.OutpointReservations.AddRange(coins.Select(coin => new OutpointReservation
        {
            TxId = coin.OutPoint.TxId,
            Vout = coin.OutPoint.Vout,
            BatchId = batchId,
            Amount = coin.Amount,
        }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return true;
    }

    private async Task UnlockAsync(RawTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var input in transaction.Inputs)
        {
            await node.UnlockAsync(input.OutPoint, cancellationToken);
        }
    }
}
