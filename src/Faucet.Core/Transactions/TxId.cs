namespace Faucet.Core.Transactions;

/// <summary>A transaction's id: the double SHA-256 of its bytes without witness, as 64 lower-case hex digits in the byte order people see.</summary>
public readonly record struct TxId
{
    private readonly string? hex;

    private TxId(string hex) => this.hex = hex;

    /// <exception cref="FormatException">Not 64 lower-case hex digits.</exception>
    public static TxId Parse(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? new TxId(text)
            : throw new FormatException("A transaction id is 64 lower-case hex digits.");

    public override string ToString() => hex ?? new string('0', 64);
}

/// <summary>The <paramref name="Vout"/>-th output of a transaction, as an input names it.</summary>
public readonly record struct OutPoint(TxId TxId, int Vout)
{
    public override string ToString() => $"{TxId}:{Vout}";
}

/// <summary>An unspent output: where it is and what it holds.</summary>
public sealed record Utxo(OutPoint OutPoint, Addresses.ScriptPubKey ScriptPubKey, Amounts.Money Amount);
