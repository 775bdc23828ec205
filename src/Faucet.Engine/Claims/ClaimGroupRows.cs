namespace Faucet.Engine.Claims;

// Rows as the group's statements read and write them: times are Unix milliseconds, amounts satoshis.

/// <summary>What a group of claims asks the database for; no duplicates.</summary>
/// <param name="Scripts">Of the wallets, in hex.</param>
/// <param name="BucketKeys">16 bytes each, today's and those before the last change of keys.</param>
internal sealed record GroupKeys(IReadOnlyList<string> Scripts, IReadOnlyList<byte[]> BucketKeys, IReadOnlyList<byte[]> Nonces);

/// <summary>What the database says about a group, after its lock was taken.</summary>
internal sealed record GroupRows(
    GateRow Gate,
    long SettingsVersion,
    IReadOnlyList<WalletRow> Wallets,
    IReadOnlyList<BucketRow> Buckets,
    IReadOnlyList<byte[]> UsedNonces);

internal sealed record GateRow(long Available, long HourSpent, long HourAt, long DaySpent, long DayAt, long SeenAt, long ClockSetBackAt);

internal sealed record WalletRow(string Script, long Id, long NextClaimAt, long CreatedAt);

internal sealed record BucketRow(byte[] Key, long NextClaimAt, long NextWalletAt);

/// <summary>What a group changes.</summary>
/// <param name="NewWallets">Their accounts are open already.</param>
/// <param name="Day">Days since 1970, and what the group gives away on it.</param>
/// <param name="Threshold">A balance of at least this is due for a payout.</param>
internal sealed record GroupChanges(
    GateRow Gate,
    int Day,
    long DaySpend,
    long Threshold,
    IReadOnlyList<NewWalletRow> NewWallets,
    IReadOnlyList<CreditRow> Credits,
    IReadOnlyList<BucketRow> Buckets,
    IReadOnlyList<ClaimRow> Claims);

internal sealed record NewWalletRow(long Id, string Script, string Address, long Balance, long NextClaimAt, long CreatedAt);

/// <param name="Seen">The wallet's next claim as it was read: the update's guard.</param>
internal sealed record CreditRow(long Wallet, long Amount, long NextClaimAt, long Seen);

/// <summary>A claim, and with it the transfer from Rewards to its wallet.</summary>
internal sealed record ClaimRow(byte[] Nonce, string Reference, long Wallet, long Base, long Amount, string Factors, long SettingsVersion, long At);
