using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Transactions;

/// <summary>What a transaction spends.</summary>
/// <param name="ScriptSigHex">Lower-case hex; empty for native segwit.</param>
/// <param name="Sequence">Below 0xfffffffe it signals that the transaction may be replaced (BIP 125).</param>
/// <param name="Witness">The stack (BIP 141), each item as lower-case hex; empty when unsigned or not segwit.</param>
public sealed record TransactionInput(OutPoint OutPoint, string ScriptSigHex, uint Sequence, IReadOnlyList<string> Witness);

/// <summary>What a transaction pays.</summary>
public sealed record TransactionOutput(ScriptPubKey ScriptPubKey, Money Amount);
