using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Faucet.Engine.Captcha;

/// <summary>16 bytes that name one challenge; stored when its solution is used, so that it is used once.</summary>
public readonly record struct CaptchaNonce
{
    public const int Length = 16;

    private readonly UInt128 value;

    private CaptchaNonce(UInt128 value) => this.value = value;

    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public static CaptchaNonce FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length
            ? new CaptchaNonce(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : throw new ArgumentException("A captcha nonce has 16 bytes.", nameof(bytes));

    /// <summary>Reads 32 lower-case hex digits and nothing else: one nonce has one spelling.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CaptchaNonce nonce)
    {
        var isNonce = text is { Length: 2 * Length } && text.All(char.IsAsciiHexDigitLower);
        nonce = isNonce ? FromBytes(Convert.FromHexString(text!)) : default;
        return isNonce;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    public override string ToString() => value.ToString("x32", CultureInfo.InvariantCulture);
}
