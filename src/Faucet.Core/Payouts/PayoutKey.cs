using System.Globalization;
using Faucet.Core.Transactions;

namespace Faucet.Core.Payouts;

/// <summary>What an operator names a payout by.</summary>
public abstract record PayoutKey
{
    private const int TxIdLength = 64;

    private PayoutKey()
    {
    }

    public sealed record Withdrawal(Guid Id) : PayoutKey
    {
        public override string ToString() => $"withdrawal {Id}";
    }

    public sealed record Batch(long Id) : PayoutKey
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"batch {Id}");
    }

    public sealed record Transaction(TxId TxId) : PayoutKey
    {
        public override string ToString() => $"transaction {TxId}";
    }

    /// <summary>Tells the three apart by their form.</summary>
    /// <returns>Null: it is none of them.</returns>
    public static PayoutKey? Read(string text)
    {
        var trimmed = text.Trim();
        if (long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var batch))
        {
            return new Batch(batch);
        }

        if (Guid.TryParse(trimmed, out var withdrawal))
        {
            return new Withdrawal(withdrawal);
        }

        return trimmed.Length == TxIdLength && trimmed.All(char.IsAsciiHexDigit) ? new Transaction(TxId.Parse(trimmed.ToLowerInvariant())) : null;
    }
}
