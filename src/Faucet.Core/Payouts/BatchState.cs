namespace Faucet.Core.Payouts;

/// <summary>How far a PayoutBatch has come. Stored by name.</summary>
public enum BatchState
{
    /// <summary>Its withdrawals belong to it alone; no transaction exists yet.</summary>
    Claimed,

    /// <summary>An unsigned transaction is recorded, with its id and inputs.</summary>
    Recorded,

    /// <summary>The signed bytes are stored. Nothing has been sent yet, as far as we know.</summary>
    Prepared,

    /// <summary>The bytes were given to the network.</summary>
    Broadcast,

    /// <summary>One of its transactions is in a block.</summary>
    Confirming,

    /// <summary>Deep enough; booked in the ledger.</summary>
    Final,

    /// <summary>A cancellation that came to nothing: the batch that it was to take back is final without it.</summary>
    Abandoned,
}

/// <summary>How far one signed attempt of a batch has come. Stored by name.</summary>
public enum TransactionState
{
    Recorded,

    Prepared,

    Sent,

    Mined,

    Final,

    /// <summary>Another transaction is final in its place: this one can never confirm.</summary>
    Superseded,

    /// <summary>Never signed, its inputs are gone: another attempt takes its place.</summary>
    Void,
}

/// <summary>The legal moves of a batch. Every guarded update of the engine is one of them.</summary>
public static class BatchTransitions
{
    private static readonly HashSet<(BatchState From, BatchState To)> Legal =
    [
        (BatchState.Claimed, BatchState.Recorded),
        (BatchState.Recorded, BatchState.Claimed),      // the recorded, unsigned attempt was voided
        (BatchState.Recorded, BatchState.Prepared),
        (BatchState.Prepared, BatchState.Broadcast),
        (BatchState.Prepared, BatchState.Confirming),   // a crash hid the broadcast, a block shows it
        (BatchState.Broadcast, BatchState.Confirming),
        (BatchState.Confirming, BatchState.Broadcast),  // reorg
        (BatchState.Confirming, BatchState.Final),
        (BatchState.Prepared, BatchState.Claimed),      // another transaction has its coins: paid anew, under I7
        (BatchState.Broadcast, BatchState.Claimed),
        (BatchState.Claimed, BatchState.Confirming),    // and then a reorganisation let one of its first transactions win
        (BatchState.Recorded, BatchState.Confirming),
        (BatchState.Claimed, BatchState.Abandoned),
        (BatchState.Recorded, BatchState.Abandoned),
        (BatchState.Prepared, BatchState.Abandoned),
        (BatchState.Broadcast, BatchState.Abandoned),
    ];

    public static bool Allows(BatchState from, BatchState to) => Legal.Contains((from, to));
}
