using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Payouts;

/// <summary>One attempt of a batch. Recorded before anything is signed (I2); only its stored bytes are ever sent (I3).</summary>
public sealed class PayoutTransaction
{
    public long Id { get; init; }

    public required long BatchId { get; init; }

    /// <summary>0 for the first attempt; unique within the batch, so that two workers can't both make the same one.</summary>
    public required int Sequence { get; init; }

    public required TxId TxId { get; init; }

    public required string UnsignedHex { get; init; }

    public string? SignedHex { get; init; }

    /// <summary>What its payees get together.</summary>
    public required Money Paid { get; init; }

    /// <summary>What comes back to the HotWallet.</summary>
    public required Money Change { get; init; }

    public required Money Fee { get; init; }

    /// <summary>Virtual bytes once signed (BIP 141).</summary>
    public int? VSize { get; init; }

    public required TransactionState State { get; init; }

    public DateTimeOffset? FirstSentAt { get; init; }

    public DateTimeOffset? LastSentAt { get; init; }

    public string? BlockHash { get; init; }

    public int? BlockHeight { get; init; }
}

/// <summary>A coin that a live batch spends; no other batch may (I6).</summary>
public sealed class OutpointReservation
{
    public required TxId TxId { get; init; }

    public required int Vout { get; init; }

    public required long BatchId { get; init; }

    public required Money Amount { get; init; }

    /// <summary>
    /// It was given back by a transaction that spent the batch's coins without being an attempt of it: what pays the batch anew has to spend it,
    /// or descend from it (I7).
    /// </summary>
    public bool IsAnchor { get; init; }
}
