namespace Faucet.Core.Ledger;

/// <summary>What an account of the ledger stands for. Stored by name.</summary>
public enum AccountKind
{
    /// <summary>Owed to one visitor, not yet on its way.</summary>
    Wallet,

    /// <summary>Owed to visitors by withdrawals under way.</summary>
    Owed,

    /// <summary>Coins of the node's wallet.</summary>
    HotWallet,

    /// <summary>Given away as drips.</summary>
    Rewards,

    /// <summary>Paid to miners.</summary>
    NetworkFees,

    /// <summary>Put in by whoever funds the faucet.</summary>
    Owner,
}

/// <summary>The accounts that exist once, by their fixed ids. Wallets are numbered from 1000.</summary>
public static class SystemAccounts
{
    public const long Owed = 1;
    public const long HotWallet = 2;
    public const long Rewards = 3;
    public const long NetworkFees = 4;
    public const long Owner = 5;
}
