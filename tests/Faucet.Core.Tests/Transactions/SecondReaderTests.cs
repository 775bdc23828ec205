using CsCheck;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using NBitcoin;

namespace Faucet.Core.Tests.Transactions;

/// <summary>NBitcoin, which shares no line with our reader, finds the same in the same bytes.</summary>
public sealed class SecondReaderTests
{
    private static readonly Gen<string> Hex = Gen.Byte.Array[0, 300].Select(Convert.ToHexStringLower);

    private static readonly Gen<TransactionInput> Inputs = Gen.Select(
        Gen.Byte.Array[32], Gen.Int[0, int.MaxValue], Hex, Gen.UInt, Hex.Array[0, 4],
        (id, vout, script, sequence, witness) =>
            new TransactionInput(new Faucet.Core.Transactions.OutPoint(TxId.Parse(Convert.ToHexStringLower(id)), vout), script, sequence, witness));

    private static readonly Gen<TransactionOutput> Outputs = Gen.Select(
        Gen.Byte.Array[1, 60], Gen.Long[0, Faucet.Core.Amounts.Money.Maximum.Satoshis],
        (script, amount) => new TransactionOutput(ScriptPubKey.FromBytes(script), Faucet.Core.Amounts.Money.FromSatoshis(amount)));

    private static readonly Gen<RawTransaction> Transactions = Gen.Select(
        Gen.UInt, Inputs.Array[1, 8], Outputs.Array[1, 300], Gen.UInt, (version, inputs, outputs, lockTime) => new RawTransaction(version, inputs, outputs, lockTime));

    [Fact]
    public void Ids_weight_inputs_and_outputs_are_the_same() => Transactions.Sample(
        ours =>
        {
            var theirs = Transaction.Parse(ours.ToHex(), Network.Main);

            Assert.Equal(theirs.GetHash().ToString(), ours.TxId.ToString());
            Assert.Equal(theirs.GetWitHash().ToString(), ours.WtxId.ToString());
            Assert.Equal(theirs.GetVirtualSize(), ours.VSize);
            Assert.Equal(theirs.Inputs.Select(input => (input.PrevOut.Hash.ToString(), input.PrevOut.N)), ours.Inputs.Select(input => (input.OutPoint.TxId.ToString(), (uint)input.OutPoint.Vout)));
            Assert.Equal(theirs.Outputs.Select(output => (output.ScriptPubKey.ToHex(), output.Value.Satoshi)), ours.Outputs.Select(output => (output.ScriptPubKey.Hex, output.Amount.Satoshis)));
            Assert.Equal(theirs.ToHex(), RawTransaction.Parse(theirs.ToHex()).ToHex());
        },
        iter: 500);
}
