using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;

namespace Faucet.Engine.Wallets;

/// <summary>A wallet as its owner sees it.</summary>
/// <param name="Lines">The newest ledger lines, newest first.</param>
/// <param name="Withdrawals">Newest first.</param>
public sealed record WalletStatement(
    WalletId Id,
    string Address,
    Money Balance,
    DateTimeOffset NextClaimAt,
    Money Threshold,
    IReadOnlyList<StatementLine> Lines,
    IReadOnlyList<WithdrawalStatement> Withdrawals);

/// <param name="IsCredit">True when the balance grew.</param>
public sealed record StatementLine(DateTimeOffset At, TransferKind Kind, Money Amount, bool IsCredit);

/// <param name="SentAt">When its transaction was first given to the network.</param>
/// <param name="BlockHeight">The block that holds the transaction, while it is in the active chain.</param>
/// <param name="WaitingReason">Why it does not move on, in plain words, or null.</param>
public sealed record WithdrawalStatement(
    Guid Id,
    Money Amount,
    WithdrawalState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? BatchedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? FinalAt,
    string? TxId,
    int? BlockHeight,
    int Confirmations,
    int ConfirmationsNeeded,
    int PayeesInBatch,
    string? WaitingReason);

public sealed class WalletReader
{
    public Task<WalletStatement?> FindAsync(WalletId id, CancellationToken cancellationToken) => throw new NotImplementedException();
}
