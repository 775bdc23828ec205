using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>Somebody whom a transaction pays and whom the ledger knows.</summary>
/// <param name="Balance">Owed and not yet withdrawn.</param>
public sealed record Creditor(ScriptPubKey ScriptPubKey, Money Balance, OpenWithdrawal? Open);

/// <param name="BatchId">Null: it waits in the queue.</param>
/// <param name="PayeesInBatch">How many withdrawals that batch has.</param>
public sealed record OpenWithdrawal(Guid Id, Money Amount, long? BatchId, int PayeesInBatch);

/// <summary>What a transaction settles with one creditor.</summary>
/// <param name="WithdrawalId">Null: no withdrawal is open; one of <paramref name="Amount"/> is to be opened.</param>
public sealed record Settlement(ScriptPubKey ScriptPubKey, Guid? WithdrawalId, Money Amount);

/// <summary>What a transaction of the HotWallet that the ledger did not know means for what is owed.</summary>
public abstract record SpendDecision
{
    private SpendDecision()
    {
    }

    /// <summary>It pays debts, whose withdrawals become a batch of their own, or nobody who is owed anything.</summary>
    /// <param name="Settlements">May be empty.</param>
    /// <param name="Elsewhere">What it pays beyond them: the owner's loss.</param>
    public sealed record Settles(IReadOnlyList<Settlement> Settlements, Money Elsewhere) : SpendDecision;

    /// <summary>It pays exactly what a batch owes: it is an attempt of that batch which the ledger has lost.</summary>
    public sealed record Continues(long BatchId, Money Elsewhere) : SpendDecision;

    /// <param name="Reason">For the operator.</param>
    public sealed record Refused(string Reason) : SpendDecision;
}
