using Faucet.Core.Addresses;

namespace Faucet.Core.Payouts;

/// <summary>What a payout transaction weighs once it is signed (BIP 141).</summary>
public static class BatchWeight
{
    /// <summary>Nodes relay nothing heavier (MAX_STANDARD_TX_WEIGHT).</summary>
    public const int Maximum = 400_000;

    /// <summary>The marker and flag of a transaction with witnesses.</summary>
    public const int SegwitMarker = 2;

    /// <summary>What signing adds to a P2WPKH input: 3 counts, a signature of 72 bytes and a key of 33.</summary>
    public const int WitnessPerInput = 108;

    /// <summary>A P2WPKH input with its witness, rounded up.</summary>
    public const int InputVBytes = InputBytes + ((WitnessPerInput + 3) / 4);

    // An outpoint, the length of an empty script, a sequence.
    private const int InputBytes = 41;

    // Version and lock time.
    private const int FixedBytes = 8;

    // P2WPKH: an amount, a length and a script of 22 bytes.
    private const int ChangeBytes = 31;

    /// <summary>The weight with <paramref name="inputs"/> P2WPKH inputs that pay to these scripts, and one P2WPKH change output where asked for.</summary>
    public static int Of(int inputs, IReadOnlyCollection<ScriptPubKey> outputs, bool hasChange) =>
        Of(inputs, outputs.Count, outputs.Sum(OutputCost.VBytes), hasChange);

    /// <summary>The weight in virtual bytes, rounded up as fees are counted.</summary>
    public static int VBytes(int inputs, IReadOnlyCollection<ScriptPubKey> outputs, bool hasChange) => (Of(inputs, outputs, hasChange) + 3) / 4;

    internal static int Of(int inputs, int outputs, int outputBytes, bool hasChange)
    {
        var (count, bytes) = hasChange ? (outputs + 1, outputBytes + ChangeBytes) : (outputs, outputBytes);
        return (4 * (FixedBytes + CountBytes(inputs) + CountBytes(count) + (InputBytes * inputs) + bytes)) + SegwitMarker + (WitnessPerInput * inputs);
    }

    /// <summary>What a count takes up (CompactSize).</summary>
    private static int CountBytes(int count) => count < 253 ? 1 : count <= ushort.MaxValue ? 3 : 5;
}
