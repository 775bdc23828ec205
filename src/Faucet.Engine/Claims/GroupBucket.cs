namespace Faucet.Engine.Claims;

/// <summary>A client's bucket while its group is decided.</summary>
internal sealed class GroupBucket(byte[] key)
{
    public GroupBucket(BucketRow row)
        : this(row.Key)
    {
        NextClaimAt = row.NextClaimAt;
        NextWalletAt = row.NextWalletAt;
    }

    public bool IsChanged { get; private set; }

    public long NextClaimAt { get; private set; }

    public long NextWalletAt { get; private set; }

    public void Move(long nextClaimAt, long nextWalletAt)
    {
        NextClaimAt = nextClaimAt;
        NextWalletAt = nextWalletAt;
        IsChanged = true;
    }

    public BucketRow ToRow() => new(key, NextClaimAt, NextWalletAt);
}
