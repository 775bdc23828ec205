using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Wallets;
using Faucet.Web.Site;

namespace Faucet.Web.Payouts;

internal enum StepProgress
{
    Done,
    Now,
    Later,
}

/// <param name="ShowsTransaction">True on the step that names the transaction.</param>
internal sealed record PayoutStep(
    string Title, StepProgress Progress, DateTimeOffset? At = null, string? Note = null, bool ShowsTransaction = false);

/// <summary>A withdrawal as a story in five steps: which are done, where it is, what comes.</summary>
internal static class PayoutStory
{
    public static IReadOnlyList<PayoutStep> Of(WithdrawalStatement withdrawal) => withdrawal.State == WithdrawalState.Cancelled
        ? [Begin(withdrawal), new PayoutStep("Cancelled", StepProgress.Done, withdrawal.FinalAt, "All of it is back in your balance.")]
        : [Begin(withdrawal), Batching(withdrawal), Sending(withdrawal), Confirming(withdrawal), Settling(withdrawal)];

    /// <summary>Where it is now, in a few words.</summary>
    public static string Headline(WithdrawalStatement withdrawal)
    {
        var steps = Of(withdrawal);
        return (steps.FirstOrDefault(step => step.Progress == StepProgress.Now) ?? steps[^1]).Title;
    }

    private static PayoutStep Begin(WithdrawalStatement withdrawal) => new(
        "Taken from your balance",
        StepProgress.Done,
        withdrawal.CreatedAt,
        withdrawal.Fee == Money.Zero ? null : $"With {withdrawal.Fee.Digits()} sat for the network's fee.");

    private static PayoutStep Batching(WithdrawalStatement withdrawal) => withdrawal switch
    {
        { State: WithdrawalState.Queued, IsAtOnce: true } => new PayoutStep(
            "About to leave", StepProgress.Now, Note: withdrawal.WaitingReason ?? "It gets a transaction within moments."),
        { State: WithdrawalState.Queued } => new PayoutStep(
            "Waiting for a batch",
            StepProgress.Now,
            Note: withdrawal.WaitingReason ?? "Payouts leave together, in one transaction, because that keeps the network's fee low."),
        { PayeesInBatch: 1 } => new PayoutStep("Put into a transaction of its own", StepProgress.Done, withdrawal.BatchedAt),
        _ => new PayoutStep($"Joined a batch of {withdrawal.PayeesInBatch} payouts", StepProgress.Done, withdrawal.BatchedAt),
    };

    private static PayoutStep Sending(WithdrawalStatement withdrawal) => withdrawal switch
    {
        { SentAt: { } sent } => new PayoutStep("Sent to the network", StepProgress.Done, sent, ShowsTransaction: true),
        { State: WithdrawalState.Batched } => new PayoutStep(
            "Being sent to the network", StepProgress.Now, Note: withdrawal.WaitingReason ?? "The transaction is being signed and sent."),
        { State: WithdrawalState.Queued } => new PayoutStep("Sent to the network", StepProgress.Later),
        _ => new PayoutStep("Sent to the network", StepProgress.Done, ShowsTransaction: true),
    };

    private static PayoutStep Confirming(WithdrawalStatement withdrawal) => withdrawal switch
    {
        { State: WithdrawalState.Final } => new PayoutStep("In a block", StepProgress.Done, Note: Block(withdrawal)),
        { State: WithdrawalState.Paid } => new PayoutStep(
            $"In a block, {withdrawal.Confirmations} of {withdrawal.ConfirmationsNeeded} confirmations",
            StepProgress.Now,
            Note: withdrawal.WaitingReason ?? Join(Block(withdrawal), "Each block built on top of it is one more confirmation.")),
        { State: WithdrawalState.Batched, SentAt: not null } => new PayoutStep(
            "Waiting for a block",
            StepProgress.Now,
            Note: withdrawal.WaitingReason ?? "The network writes waiting transactions into a new block about every ten minutes."),
        _ => new PayoutStep("In a block", StepProgress.Later),
    };

    private static PayoutStep Settling(WithdrawalStatement withdrawal) => withdrawal.State == WithdrawalState.Final
        ? new PayoutStep("Final", StepProgress.Done, withdrawal.FinalAt, "The coins are yours to spend.")
        : new PayoutStep("Final", StepProgress.Later, Note: withdrawal.ConfirmationsNeeded == 1
            ? "With the first confirmation."
            : $"With {withdrawal.ConfirmationsNeeded} confirmations, when undoing it is practically impossible.");

    private static string? Block(WithdrawalStatement withdrawal) =>
        withdrawal.BlockHeight is { } height ? $"Block {PlainWords.Digits(height)}." : null;

    private static string Join(string? first, string second) => first is null ? second : first + " " + second;
}
