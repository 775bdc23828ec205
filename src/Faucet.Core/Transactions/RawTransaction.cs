using System.Security.Cryptography;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Transactions;

/// <summary>A transaction as the network carries it, with or without witness (BIP 144), and the identities that follow from its bytes.</summary>
/// <remarks>The payout engine reads what a node built with this and trusts nothing that the node says about it.</remarks>
public sealed class RawTransaction
{
    /// <summary>No block holds more (BIP 141): 4,000,000 weight units, and a byte weighs at least one.</summary>
    public const int MaximumBytes = 4_000_000;

    private readonly byte[] stripped;
    private readonly byte[] complete;

    /// <exception cref="FormatException">No inputs, a script that is not hex, or a negative output index.</exception>
    public RawTransaction(
        uint version, IReadOnlyList<TransactionInput> inputs, IReadOnlyList<TransactionOutput> outputs, uint lockTime)
    {
        if (inputs.Count == 0 || inputs.Any(input => input.OutPoint.Vout < 0))
        {
            throw new FormatException("A transaction spends at least one output, and output indexes are not negative.");
        }

        Version = version;
        Inputs = [.. inputs];
        Outputs = [.. outputs];
        LockTime = lockTime;
        stripped = Write(withWitness: false);
        complete = HasWitness ? Write(withWitness: true) : stripped;
        TxId = Identify(stripped);
        WtxId = Identify(complete);
    }

    public uint Version { get; }

    public IReadOnlyList<TransactionInput> Inputs { get; }

    public IReadOnlyList<TransactionOutput> Outputs { get; }

    /// <summary>A block height below 500,000,000, otherwise a Unix time in seconds.</summary>
    public uint LockTime { get; }

    public bool HasWitness => Inputs.Any(input => input.Witness.Count > 0);

    /// <summary>Double SHA-256 of the bytes without witness: signing segwit inputs doesn't change it.</summary>
    public TxId TxId { get; }

    /// <summary>Double SHA-256 of the bytes with witness (BIP 141); equal to <see cref="TxId"/> without one.</summary>
    public TxId WtxId { get; }

    /// <summary>In weight units: three times the size without witness plus the whole size (BIP 141).</summary>
    public int Weight => (3 * stripped.Length) + complete.Length;

    /// <summary>In virtual bytes: a quarter of the weight, rounded up.</summary>
    public int VSize => (Weight + 3) / 4;

    /// <summary>Reads exactly one transaction from hex of either case.</summary>
    /// <exception cref="FormatException">Not hex, truncated, bytes left over, a coinbase, or an encoding that nodes refuse.</exception>
    public static RawTransaction Parse(string hex)
    {
        if (hex.Length > 2 * MaximumBytes)
        {
            throw new FormatException("No transaction is that long.");
        }

        var reader = new TransactionReader(Convert.FromHexString(hex));
        var version = reader.ReadUInt32();
        var segwit = reader.Peek(0) == 0 && reader.Peek(1) == 1;
        if (segwit)
        {
            reader.Take(2);
        }

        // The smallest input is 41 bytes, the smallest output 9.
        var inputs = new TransactionInput[reader.ReadCount(41)];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new TransactionInput(ReadOutPoint(ref reader), reader.ReadHex(), reader.ReadUInt32(), []);
        }

        var outputs = new TransactionOutput[reader.ReadCount(9)];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = ReadOutput(ref reader);
        }

        for (var i = 0; segwit && i < inputs.Length; i++)
        {
            inputs[i] = inputs[i] with { Witness = ReadStack(ref reader) };
        }

        var transaction = new RawTransaction(version, inputs, outputs, reader.ReadUInt32());
        if (reader.Remaining > 0)
        {
            throw new FormatException("Bytes follow the transaction.");
        }

        return transaction.HasWitness == segwit
            ? transaction
            : throw new FormatException("The transaction announces a witness and has none.");
    }

    /// <summary>The consensus encoding as lower-case hex.</summary>
    public string ToHex(bool withWitness = true) => Convert.ToHexStringLower(withWitness ? complete : stripped);

    private static OutPoint ReadOutPoint(ref TransactionReader reader)
    {
        var txId = ReadId(reader.Take(32));
        var vout = reader.ReadUInt32();
        return vout <= int.MaxValue
            ? new OutPoint(txId, (int)vout)
            : throw new FormatException("An output index is out of range (a coinbase is not read here).");
    }

    private static TransactionOutput ReadOutput(ref TransactionReader reader)
    {
        var satoshis = reader.ReadInt64();
        if (satoshis < 0 || satoshis > Money.Maximum.Satoshis)
        {
            throw new FormatException("An output's amount is out of range.");
        }

        return new TransactionOutput(ScriptPubKey.FromHex(reader.ReadHex()), Money.FromSatoshis(satoshis));
    }

    private static string[] ReadStack(ref TransactionReader reader)
    {
        var stack = new string[reader.ReadCount(1)];
        for (var i = 0; i < stack.Length; i++)
        {
            stack[i] = reader.ReadHex();
        }

        return stack;
    }

    private static TxId Identify(byte[] bytes) => ReadId(SHA256.HashData(SHA256.HashData(bytes)));

    /// <summary>Ids are shown in the reverse of the byte order in which they are hashed and sent.</summary>
    private static TxId ReadId(ReadOnlySpan<byte> bytes)
    {
        var reversed = bytes.ToArray();
        Array.Reverse(reversed);
        return TxId.Parse(Convert.ToHexStringLower(reversed));
    }

    private byte[] Write(bool withWitness)
    {
        var writer = new TransactionWriter();
        writer.WriteUInt32(Version);
        if (withWitness)
        {
            writer.WriteByte(0);
            writer.WriteByte(1);
        }

        writer.WriteCount(Inputs.Count);
        foreach (var input in Inputs)
        {
            var id = Convert.FromHexString(input.OutPoint.TxId.ToString());
            Array.Reverse(id);
            writer.WriteBytes(id);
            writer.WriteUInt32((uint)input.OutPoint.Vout);
            writer.WriteHex(input.ScriptSigHex);
            writer.WriteUInt32(input.Sequence);
        }

        writer.WriteCount(Outputs.Count);
        foreach (var output in Outputs)
        {
            writer.WriteInt64(output.Amount.Satoshis);
            writer.WriteHex(output.ScriptPubKey.Hex);
        }

        foreach (var input in withWitness ? Inputs : [])
        {
            writer.WriteCount(input.Witness.Count);
            foreach (var item in input.Witness)
            {
                writer.WriteHex(item);
            }
        }

        writer.WriteUInt32(LockTime);
        return writer.ToArray();
    }
}
