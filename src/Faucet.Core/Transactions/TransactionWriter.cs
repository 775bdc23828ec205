using System.Buffers;
using System.Buffers.Binary;

namespace Faucet.Core.Transactions;

/// <summary>Writes the consensus encoding: little-endian integers, and counts in the shortest form.</summary>
internal sealed class TransactionWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    public void WriteByte(byte value) => bytes.Write([value]);

    public void WriteBytes(ReadOnlySpan<byte> value) => bytes.Write(value);

    public void WriteUInt32(uint value)
    {
        Span<byte> buffer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, value);
        bytes.Write(buffer);
    }

    public void WriteInt64(long value)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        bytes.Write(buffer);
    }

    public void WriteHex(string hex)
    {
        var value = Convert.FromHexString(hex);
        WriteCount(value.Length);
        bytes.Write(value);
    }

    /// <summary>The three short forms of CompactSize; no transaction holds as many items as the fourth is for.</summary>
    public void WriteCount(int count)
    {
        if (count < 0xfd)
        {
            WriteByte((byte)count);
        }
        else if (count <= ushort.MaxValue)
        {
            WriteByte(0xfd);
            WriteByte((byte)(count & 0xff));
            WriteByte((byte)(count >> 8));
        }
        else
        {
            WriteByte(0xfe);
            WriteUInt32((uint)count);
        }
    }
}
