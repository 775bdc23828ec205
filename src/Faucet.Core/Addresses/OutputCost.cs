using Faucet.Core.Amounts;

namespace Faucet.Core.Addresses;

/// <summary>What an output with a given script takes up in a transaction, and the least that it may hold.</summary>
public static class OutputCost
{
    private const int AmountBytes = 8;

    /// <summary>An input of 41 bytes and a witness of 107 bytes at a quarter (Bitcoin Core, GetDustThreshold).</summary>
    private const int WitnessSpendVBytes = 67;

    /// <summary>An input of 41 bytes and a signature script of 107.</summary>
    private const int LegacySpendVBytes = 148;

    private static readonly FeeRate DustRelayFee = FeeRate.FromSatoshisPerKvB(3000);

    /// <summary>Of an output with the longest script that an address has.</summary>
    public const int LargestVBytes = AmountBytes + 1 + (ScriptPubKey.MaximumHexLength / 2);

    /// <summary>The output's size in virtual bytes, all of it without witness: amount, script length and script.</summary>
    public static int VBytes(ScriptPubKey script)
    {
        var scriptBytes = script.Hex.Length / 2;
        return AmountBytes + (scriptBytes < 253 ? 1 : 3) + scriptBytes;
    }

    /// <summary>The output's weight (BIP 141), four units per virtual byte.</summary>
    public static int WeightUnits(ScriptPubKey script) => 4 * VBytes(script);

    /// <summary>The smallest amount that nodes relay with their default dust relay fee: 294 sat for P2WPKH, 330 for P2TR.</summary>
    public static Money DustThreshold(ScriptPubKey script) => DustRelayFee.FeeFor(VBytes(script) + SpendVBytes(script));

    private static int SpendVBytes(ScriptPubKey script) =>
        WitnessProgram.FromScript(script.ToBytes()) is null ? LegacySpendVBytes : WitnessSpendVBytes;
}
