namespace Faucet.Engine.Bitcoin.Core;

/// <summary>What the error codes and reject reasons of <c>sendrawtransaction</c> say about a transaction's fate.</summary>
/// <remarks>
/// Phrases are Bitcoin Core's (<c>src/validation.cpp</c>, <c>src/node/transaction.cpp</c>), stable from 28 to 32. -25 is never proof:
/// a mined transaction whose outputs are all spent gets the same answer as a real conflict.
/// </remarks>
internal static class BroadcastAnswers
{
    private const int DeserializationError = -22;
    private const int VerifyError = -25;
    private const int VerifyRejected = -26;
    private const int AlreadyInChain = -27;
    private const int PrivateBroadcastFull = -37;

    private static readonly string[] Known =
        ["txn-already-in-mempool", "txn-already-known", "txn-same-nonwitness-data-in-mempool"];

    private static readonly string[] LowFee = ["min relay fee not met", "mempool min fee not met", "mempool full"];

    /// <summary>A sibling or a stranger stands in the way, or it is too early: time decides.</summary>
    private static readonly string[] Undecided =
    [
        "insufficient fee", "txn-mempool-conflict", "bad-txns-inputs-missingorspent", "missing-inputs", "bad-txns-spends-conflicting-tx",
        "replacement-failed", "replacement-adds-unconfirmed", "too many potential replacements", "too-large-cluster",
        "too-long-mempool-chain", "non-final", "non-BIP68-final", "bad-txns-premature-spend-of-coinbase",
    ];

    /// <summary>Null when the error is not about the transaction, so that the call itself failed.</summary>
    public static BroadcastAnswer? Of(NodeException error) => error.Code switch
    {
        AlreadyInChain => new(BroadcastResult.AlreadyConfirmed, error.Message),
        DeserializationError => new(BroadcastResult.Rejected, error.Message),
        PrivateBroadcastFull => new(BroadcastResult.Ambiguous, error.Message),
        VerifyError => new(Says(error, ["exceeds maximum"]) ? BroadcastResult.Rejected : BroadcastResult.Ambiguous, error.Message),
        VerifyRejected => new(OfRejection(error), error.Message),
        _ => null,
    };

    private static BroadcastResult OfRejection(NodeException error) =>
        Says(error, Known) ? BroadcastResult.Accepted
        : Says(error, LowFee) ? BroadcastResult.FeeTooLow
        : Says(error, Undecided) ? BroadcastResult.Ambiguous
        : BroadcastResult.Rejected;

    private static bool Says(NodeException error, string[] phrases) =>
        phrases.Any(phrase => error.Message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
