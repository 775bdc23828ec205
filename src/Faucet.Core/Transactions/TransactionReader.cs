using System.Buffers.Binary;

namespace Faucet.Core.Transactions;

/// <summary>Reads the consensus encoding from bytes that nobody vouches for: every length is checked before anything is allocated.</summary>
internal ref struct TransactionReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly int Remaining => rest.Length;

    public readonly byte Peek(int offset) => offset < rest.Length ? rest[offset] : throw Truncated();

    public byte ReadByte() => Take(1)[0];

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A script or a witness item: its length, then its bytes.</summary>
    public string ReadHex() => Convert.ToHexStringLower(Take(ReadCount(1)));

    /// <summary>Reads how many items follow. None is smaller than <paramref name="itemBytes"/>, so what can't fit is refused unread.</summary>
    public int ReadCount(int itemBytes)
    {
        var count = ReadCompactSize();
        return count <= (ulong)(rest.Length / itemBytes) ? (int)count : throw Truncated();
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw Truncated();
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private ulong ReadCompactSize()
    {
        var first = ReadByte();
        var (value, least) = first switch
        {
            0xfd => (BinaryPrimitives.ReadUInt16LittleEndian(Take(2)), 0xfdUL),
            0xfe => (ReadUInt32(), 0x1_0000UL),
            0xff => (BinaryPrimitives.ReadUInt64LittleEndian(Take(8)), 0x1_0000_0000UL),
            _ => ((ulong)first, 0UL),
        };

        // Two encodings of one number would be two byte strings for one transaction.
        return value >= least ? value : throw new FormatException("A count is not in its shortest form.");
    }

    private static FormatException Truncated() => new("The transaction ends before its last field.");
}
