namespace Faucet.Core.Payouts;

/// <summary>Who pays the network's fee of a payout.</summary>
public enum FeePayer
{
    Faucet,

    /// <summary>The fee that was quoted leaves the wallet with the payout, whatever the transaction costs in the end.</summary>
    Visitor,
}
