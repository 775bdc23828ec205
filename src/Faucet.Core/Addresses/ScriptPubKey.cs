namespace Faucet.Core.Addresses;

/// <summary>The script that an output pays to, as lower-case hex. Two addresses are the same payee exactly when their scripts are equal.</summary>
public readonly record struct ScriptPubKey
{
    /// <summary>Longest script of an address: a witness version, a length and 40 bytes (BIP 141), in hex digits.</summary>
    public const int MaximumHexLength = 84;

    private readonly string? hex;

    private ScriptPubKey(string hex) => this.hex = hex;

    public string Hex => hex ?? "";

    /// <exception cref="FormatException">Not lower-case hex of whole bytes.</exception>
    public static ScriptPubKey FromHex(string hex) =>
        hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigitLower)
            ? new ScriptPubKey(hex)
            : throw new FormatException("A script is lower-case hex of whole bytes.");

    public static ScriptPubKey FromBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(bytes));

    public byte[] ToBytes() => Convert.FromHexString(Hex);

    public override string ToString() => Hex;
}
