using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Engine.Claims;

/// <summary>A wallet while its group is decided.</summary>
internal sealed class GroupWallet
{
    private readonly PayoutAddress? address;
    private readonly long seen;

    public GroupWallet(WalletRow row)
    {
        Id = row.Id;
        OpenedAt = row.CreatedAt;
        NextClaimAt = seen = row.NextClaimAt;
    }

    /// <summary>One that this group opens.</summary>
    public GroupWallet(PayoutAddress address, DateTimeOffset now)
    {
        this.address = address;
        OpenedAt = now.ToUnixTimeMilliseconds();
    }

    public bool IsNew => address is not null;

    /// <summary>That of its account, once there is one.</summary>
    public long Id { get; set; }

    public long OpenedAt { get; }

    public long NextClaimAt { get; private set; }

    /// <summary>What the group credits.</summary>
    public Money Credit { get; private set; }

    public void Receive(Money drip, long nextClaimAt)
    {
        Credit += drip;
        NextClaimAt = nextClaimAt;
    }

    public NewWalletRow ToNewRow(string script) => new(Id, script, address!.Text, Credit.Satoshis, NextClaimAt, OpenedAt); // IsNew was asked.

    public CreditRow ToCreditRow() => new(Id, Credit.Satoshis, NextClaimAt, seen);
}
