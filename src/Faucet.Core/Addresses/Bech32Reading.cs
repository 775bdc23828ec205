namespace Faucet.Core.Addresses;

/// <summary>The constant that a checksum leaves.</summary>
public enum Bech32Checksum
{
    /// <summary>BIP 173; witness version 0.</summary>
    Bech32 = 1,

    /// <summary>BIP 350; witness version 1 and up.</summary>
    Bech32m = 0x2bc830a3,
}

public enum Bech32Fault
{
    TooLong,
    MixedCase,

    /// <summary>No separator, nothing before it, or a character there that is not visible ASCII.</summary>
    Prefix,
    Character,
    TooShort,
    Checksum,
}

/// <summary>What came of decoding a Bech32 or Bech32m text.</summary>
public abstract record Bech32Reading
{
    private Bech32Reading()
    {
    }

    /// <param name="Prefix">Lower case, without the separator.</param>
    /// <param name="Values">Numbers of five bits, without the checksum.</param>
    public sealed record Decoded(string Prefix, ReadOnlyMemory<byte> Values, Bech32Checksum Checksum) : Bech32Reading;

    public sealed record Faulty(Bech32Fault Fault) : Bech32Reading;
}
