using System.Security.Cryptography;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Makes the transaction of a claimed batch: fund → verify → record. Nothing is signed here.</summary>
public sealed class PayoutFunding(FaucetDatabase database, FeeWatch fees, PayoutBuilder builder, PayoutRepayment repayment, ILogger<PayoutFunding> logger)
{
    /// <returns>True when the batch is recorded: there is an unsigned transaction of it and nobody else may make another.</returns>
    public async Task<bool> FundAsync(
        FaucetDbContext db, long batchId, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var outlook = await fees.LookAsync(status, settings, cancellationToken);
        var rate = outlook.Now;
        if (rate > settings.MaximumFeeRate)
        {
            // It was claimed at a lower one, or the cap has come down since.
            return await BatchStates.WaitAsync(db, logger, batchId, $"Waiting for a network fee of at most {settings.MaximumFeeRate}; it is {rate} now.", cancellationToken);
        }

        var payees = await PayoutBuilder.PayeesAsync(db, batchId, cancellationToken);
        if (payees.Count == 0)
        {
            // It was to take another batch back, and could not be signed before that one's coins were spent.
            await BatchStates.MoveAsync(db, batchId, BatchState.Claimed, BatchState.Abandoned, cancellationToken);
            return false;
        }

        if (FundedTransactionCheck.LeastFee(payees, rate) is var least && least > FundedTransactionCheck.FeeCeiling(payees, settings))
        {
            var reason = $"The network fee is too high for an amount this small: at least {least} now. It leaves when the fee falls.";
            return await BatchStates.WaitAsync(db, logger, batchId, reason, cancellationToken);
        }

        var earlier = await PayoutRepayment.EarlierAsync(db, batchId, cancellationToken);
        var anchors = await repayment.AnchorsAsync(db, batchId, cancellationToken);
        if (earlier.Count > 0 && anchors.Count == 0)
        {
            return await BatchStates.WaitAsync(db, logger, batchId, "Its first transaction was replaced; that has to be in a block before it is sent anew.", cancellationToken);
        }

        BuiltPayout? built;
        string? fault;
        try
        {
            var request = new FundingRequest(payees, rate, RandomNumberGenerator.GetInt32(payees.Count + 1), status.Height) { Inputs = anchors };
            built = await SplitAsync(request, outlook, settings, cancellationToken);
            (built, fault) = built is null ? await builder.BuildAsync(request, settings, cancellationToken) : (built, null);
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            return await BatchStates.WaitAsync(
                db, logger, batchId, "The faucet's own wallet needs a refill, or its last coins need a block.", cancellationToken, exception.Message);
        }

        if (built is not null && earlier.Count > 0 && !await repayment.IsSafeAsync(db, batchId, built.Checked.Transaction, earlier, cancellationToken))
        {
            await builder.UnlockAsync(built.Coins.Select(coin => coin.OutPoint).Except(anchors), cancellationToken);
            (built, fault) = (null, "a chain could hold it together with an earlier transaction of the batch");
        }

        if (built is null)
        {
            return await BatchStates.WaitAsync(db, logger, batchId, BatchStates.OwnChecksFailed, cancellationToken, fault);
        }

        if (!await PayoutRecord.AddAsync(
            database, db, batchId, built, anchors, () => BatchStates.MoveAsync(db, batchId, BatchState.Claimed, BatchState.Recorded, cancellationToken), cancellationToken))
        {
            await builder.UnlockAsync(built.Coins.Select(coin => coin.OutPoint).Except(anchors), cancellationToken);
            return false;
        }

        PayoutLog.Recorded(logger, batchId, built.Checked.Transaction.TxId, built.Checked.Paid, built.Checked.Fee);
        return true;
    }

    /// <returns>Null where there is nothing to split, or the coins or the ceilings do not suffice for it: paying comes first.</returns>
    private async Task<BuiltPayout?> SplitAsync(FundingRequest request, FeeOutlook outlook, FaucetSettings settings, CancellationToken cancellationToken)
    {
        if (await builder.SplitsAsync(request.Payees, outlook, settings, cancellationToken) is not { Count: > 0 } splits)
        {
            return null;
        }

        try
        {
            return (await builder.BuildAsync(request with { Splits = splits }, settings, cancellationToken)).Built;
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            return null;
        }
    }
}
