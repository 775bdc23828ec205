namespace Faucet.Core.Addresses;

/// <summary>An address that this faucet can pay to.</summary>
/// <param name="Text">Canonical: bech32 in lower case (BIP 173).</param>
public sealed record PayoutAddress(string Text, ScriptPubKey ScriptPubKey);
