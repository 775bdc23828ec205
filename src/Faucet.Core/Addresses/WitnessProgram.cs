namespace Faucet.Core.Addresses;

/// <summary>A witness version and program (BIP 141), between the text of a segwit address and its script.</summary>
/// <param name="Version">0 to 16.</param>
/// <param name="Program">2 to 40 bytes; for version 0, 20 or 32.</param>
public sealed record WitnessProgram(int Version, ReadOnlyMemory<byte> Program)
{
    private const int MaximumVersion = 16;

    /// <summary>OP_1, minus one: the opcodes of the versions above 0 follow each other.</summary>
    private const byte OpcodeOffset = 0x50;

    public Bech32Checksum Checksum => Version == 0 ? Bech32Checksum.Bech32 : Bech32Checksum.Bech32m;

    /// <param name="values">The five-bit values of an address (BIP 173, "Segwit address format").</param>
    /// <returns>Null if there is no such version or length, or if the padding is longer than four bits or not zero.</returns>
    public static WitnessProgram? FromValues(ReadOnlySpan<byte> values) =>
        values is [var version, .. var rest] && ToBytes(rest) is { } program ? Create(version, program) : null;

    /// <returns>Null if the script is not a witness program.</returns>
    public static WitnessProgram? FromScript(ReadOnlySpan<byte> script) =>
        script is [var opcode and (0 or (> OpcodeOffset and <= OpcodeOffset + MaximumVersion)), var length, .. var program]
        && length == program.Length
            ? Create(opcode == 0 ? 0 : opcode - OpcodeOffset, program.ToArray())
            : null;

    public ScriptPubKey ToScript() =>
        ScriptPubKey.FromBytes([(byte)(Version == 0 ? 0 : Version + OpcodeOffset), (byte)Program.Length, .. Program.Span]);

    public string ToAddress(string prefix) => Bech32.Encode(prefix, [(byte)Version, .. ToValues(Program.Span)], Checksum);

    private static WitnessProgram? Create(int version, byte[] program) =>
        version <= MaximumVersion && program.Length is >= 2 and <= 40 && (version != 0 || program.Length is 20 or 32)
            ? new WitnessProgram(version, program)
            : null;

    private static byte[]? ToBytes(ReadOnlySpan<byte> values)
    {
        var (bytes, bits, pending) = (new List<byte>(), 0, 0);
        foreach (var value in values)
        {
            (bits, pending) = (bits << 5 | value, pending + 5);
            if (pending >= 8)
            {
                pending -= 8;
                bytes.Add((byte)(bits >> pending));
                bits &= (1 << pending) - 1;
            }
        }

        return pending <= 4 && bits == 0 ? [.. bytes] : null;
    }

    private static List<byte> ToValues(ReadOnlySpan<byte> bytes)
    {
        var (values, bits, pending) = (new List<byte>(), 0, 0);
        foreach (var value in bytes)
        {
            (bits, pending) = (bits << 8 | value, pending + 8);
            for (; pending >= 5; bits &= (1 << pending) - 1)
            {
                pending -= 5;
                values.Add((byte)(bits >> pending));
            }
        }

        if (pending > 0)
        {
            values.Add((byte)(bits << (5 - pending)));
        }

        return values;
    }
}
