using CsCheck;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Xunit;

namespace Faucet.Core.Tests.Transactions;

public sealed class RawTransactionTests
{
    /// <summary>BIP 143, "Native P2WPKH": unsigned, and signed with one P2PK and one P2WPKH input.</summary>
    private const string Bip143Unsigned =
        "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309f"
        + "e287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a914"
        + "3bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000";

    private const string Bip143Signed =
        "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754"
        + "cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c"
        + "3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d"
        + "000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01c"
        + "c44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07"
        + "aeee635711000000";

    /// <summary>The first payment ever made, in block 170 (Satoshi to Hal Finney).</summary>
    private const string FirstPayment =
        "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732"
        + "e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe"
        + "09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000"
        + "000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b4"
        + "12a3ac00000000";

    [Fact]
    public void Knows_the_first_payment_by_its_id()
    {
        var transaction = RawTransaction.Parse(FirstPayment);

        Assert.Equal("f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16", transaction.TxId.ToString());
        Assert.Equal(transaction.TxId, transaction.WtxId);
        Assert.Equal([1_000_000_000, 4_000_000_000], transaction.Outputs.Select(output => output.Amount.Satoshis));
        Assert.Equal("0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0", transaction.Inputs[0].OutPoint.ToString());
        Assert.Equal(275, transaction.VSize);
        Assert.Equal(1100, transaction.Weight);
        Assert.Equal(FirstPayment, transaction.ToHex());
    }

    [Fact]
    public void Reads_the_signed_example_of_BIP_143()
    {
        var transaction = RawTransaction.Parse(Bip143Signed);

        Assert.Equal("e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609", transaction.TxId.ToString());
        Assert.Equal("c36c38370907df2324d9ce9d149d191192f338b37665a82e78e76a12c909b762", transaction.WtxId.ToString());
        Assert.Equal(1042, transaction.Weight);
        Assert.Equal(261, transaction.VSize);
        Assert.Equal(1u, transaction.Version);
        Assert.Equal(17u, transaction.LockTime);
        Assert.Equal(0xffffffeeu, transaction.Inputs[0].Sequence);
        Assert.Equal("8ac60eb9575db5b2d987e29f301b5b819ea83a5c6579d282d189cc04b8e151ef:1", transaction.Inputs[1].OutPoint.ToString());
        Assert.Empty(transaction.Inputs[0].Witness);
        Assert.Equal(2, transaction.Inputs[1].Witness.Count);
        Assert.Equal("025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357", transaction.Inputs[1].Witness[1]);
        Assert.Equal(112_340_000, transaction.Outputs[0].Amount.Satoshis);
        Assert.Equal("76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac", transaction.Outputs[1].ScriptPubKey.Hex);
        Assert.Equal(Bip143Signed, transaction.ToHex());
        Assert.Equal(RawTransaction.Parse(transaction.ToHex(withWitness: false)).TxId, transaction.TxId);
    }

    [Fact]
    public void Refuses_what_is_not_exactly_one_transaction()
    {
        for (var length = 0; length < Bip143Signed.Length; length += 2)
        {
            Assert.Throws<FormatException>(() => RawTransaction.Parse(Bip143Signed[..length]));
        }

        Assert.Throws<FormatException>(() => RawTransaction.Parse(Bip143Signed + "00"));
        Assert.Throws<FormatException>(() => RawTransaction.Parse(Bip143Unsigned[..^1]));
        Assert.Throws<FormatException>(() => RawTransaction.Parse("zz" + Bip143Unsigned[2..]));
        Assert.Throws<FormatException>(() => RawTransaction.Parse(new string('0', (2 * RawTransaction.MaximumBytes) + 2)));
    }

    [Theory]
    [InlineData("0100000000", "no inputs")]
    [InlineData("01000000ffffffffffffffffff", "more inputs than bytes")]
    [InlineData("01000000fd0200", "a count that is not in its shortest form")]
    public void Refuses_absurd_counts(string start, string why) =>
        Assert.True(Record.Exception(() => RawTransaction.Parse(start + Bip143Unsigned[10..])) is FormatException, why);

    [Fact]
    public void Refuses_amounts_that_can_not_exist()
    {
        // 0x06b22c20 satoshis become 2^56 more, or negative.
        foreach (var amount in new[] { "202cb20600000001", "ffffffffffffffff" })
        {
            var hex = Bip143Unsigned.Replace("202cb20600000000", amount, StringComparison.Ordinal);
            Assert.NotEqual(Bip143Unsigned, hex);
            Assert.Throws<FormatException>(() => RawTransaction.Parse(hex));
        }
    }

    [Fact]
    public void Refuses_a_witness_that_is_announced_and_empty()
    {
        var hex = Bip143Unsigned[..8] + "0001" + Bip143Unsigned[8..^8] + "0000" + Bip143Unsigned[^8..];

        Assert.Throws<FormatException>(() => RawTransaction.Parse(hex));
    }

    [Fact]
    public void Whatever_is_written_reads_back_the_same() =>
        GenTransaction.Sample(
            transaction =>
            {
                var read = RawTransaction.Parse(transaction.ToHex());
                var stripped = RawTransaction.Parse(transaction.ToHex(withWitness: false));
                return read.ToHex() == transaction.ToHex()
                    && read.TxId == transaction.TxId
                    && read.WtxId == transaction.WtxId
                    && stripped.TxId == transaction.TxId
                    && stripped.WtxId == stripped.TxId
                    && read.Version == transaction.Version
                    && read.LockTime == transaction.LockTime
                    && read.Outputs.SequenceEqual(transaction.Outputs)
                    && read.Inputs.Select(input => (input.OutPoint, input.ScriptSigHex, input.Sequence))
                        .SequenceEqual(transaction.Inputs.Select(input => (input.OutPoint, input.ScriptSigHex, input.Sequence)))
                    && read.Inputs.Zip(transaction.Inputs).All(pair => pair.First.Witness.SequenceEqual(pair.Second.Witness))
                    && read.Weight == (3 * stripped.ToHex().Length / 2) + (read.ToHex().Length / 2);
            },
            iter: 500,
            threads: 1);

    private static Gen<string> GenHex(int most) => Gen.Byte.Array[0, most].Select(Convert.ToHexStringLower);

    private static readonly Gen<RawTransaction> GenTransaction = Gen.Select(
        Gen.UInt,
        Gen.Select(
            Gen.Byte.Array[32],
            Gen.Int[0, int.MaxValue],
            GenHex(300),
            Gen.UInt,
            GenHex(80).Array[0, 4],
            (id, vout, script, sequence, witness) =>
                new TransactionInput(new OutPoint(TxId.Parse(Convert.ToHexStringLower(id)), vout), script, sequence, witness)).Array[1, 5],
        Gen.Select(
            Gen.Byte.Array[0, 60],
            Gen.Long[0, Money.Maximum.Satoshis],
            (script, amount) => new TransactionOutput(ScriptPubKey.FromBytes(script), Money.FromSatoshis(amount))).Array[0, 300],
        Gen.UInt,
        (version, inputs, outputs, lockTime) => new RawTransaction(version, inputs, outputs, lockTime));
}
