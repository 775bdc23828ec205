using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>What operators read about payouts. One event id per event.</summary>
internal static partial class PayoutLog
{
    [LoggerMessage(2001, LogLevel.Information, "Deposit of {Amount} booked from {OutPoint}")]
    public static partial void DepositBooked(ILogger logger, Money amount, OutPoint outPoint);

    [LoggerMessage(2002, LogLevel.Information, "{Count} withdrawals opened at the threshold")]
    public static partial void WithdrawalsOpened(ILogger logger, int count);

    [LoggerMessage(2003, LogLevel.Information, "Batch {BatchId} claimed")]
    public static partial void BatchClaimed(ILogger logger, long batchId);

    [LoggerMessage(2004, LogLevel.Information, "Batch {BatchId}: transaction {TxId} recorded, pays {Paid} with a fee of {Fee}")]
    public static partial void Recorded(ILogger logger, long batchId, TxId txId, Money paid, Money fee);

    [LoggerMessage(2005, LogLevel.Information, "Batch {BatchId}: transaction {TxId} signed and stored")]
    public static partial void Prepared(ILogger logger, long batchId, TxId txId);

    [LoggerMessage(2006, LogLevel.Information, "Batch {BatchId}: transaction {TxId} given to the network ({Result})")]
    public static partial void Sent(ILogger logger, long batchId, TxId txId, string result);

    [LoggerMessage(2007, LogLevel.Information, "Batch {BatchId}: transaction {TxId} is in block {Height}")]
    public static partial void Mined(ILogger logger, long batchId, TxId txId, int height);

    [LoggerMessage(2008, LogLevel.Information, "Batch {BatchId}: transaction {TxId} is final")]
    public static partial void Final(ILogger logger, long batchId, TxId txId);

    [LoggerMessage(2009, LogLevel.Warning, "Batch {BatchId}: transaction {TxId} left the chain (reorg); tracking it on")]
    public static partial void LeftTheChain(ILogger logger, long batchId, TxId txId);

    [LoggerMessage(2010, LogLevel.Warning, "Batch {BatchId} waits: {Reason}")]
    public static partial void BatchWaits(ILogger logger, long batchId, string reason);

    [LoggerMessage(2011, LogLevel.Information, "Batch {BatchId}: transaction {Replaced} gets a higher fee: {TxId} pays {Rate}")]
    public static partial void FeeRaised(ILogger logger, long batchId, TxId replaced, TxId txId, FeeRate rate);

    [LoggerMessage(2012, LogLevel.Warning, "Payouts are on hold: {Reason}")]
    public static partial void OnHold(ILogger logger, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "Queued withdrawals are held back: {Reason}")]
    public static partial void QueueHeldBack(ILogger logger, string? reason);

    [LoggerMessage(2015, LogLevel.Error, "Payouts are frozen until an operator resumes them ({Cause}): {Detail}")]
    public static partial void Frozen(ILogger logger, FreezeCause cause, string detail);

    [LoggerMessage(2016, LogLevel.Warning, "Batch {BatchId} is taken back by batch {Canceller}, transaction {TxId}; then it is paid anew")]
    public static partial void Cancelling(ILogger logger, long batchId, long canceller, TxId txId);

    [LoggerMessage(2017, LogLevel.Warning, "Batch {BatchId}: another transaction has its coins; it is paid anew with what that one gave back")]
    public static partial void PaidAnew(ILogger logger, long batchId);

    [LoggerMessage(2013, LogLevel.Information, "Payouts go on")]
    public static partial void GoOn(ILogger logger);
}
