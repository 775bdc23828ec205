using Faucet.Core.Amounts;
using Faucet.Core.Wallets;

namespace Faucet.Engine.Claims;

/// <summary>An accepted claim, and why it got what it got.</summary>
public sealed class Claim
{
    /// <summary>The captcha's nonce (16 bytes): a solution credits once, and posting it again finds this row.</summary>
    public required byte[] Nonce { get; init; }

    public required WalletId WalletId { get; init; }

    public required Money Base { get; init; }

    public required Money Amount { get; init; }

    /// <summary>Each factor as <c>code=percent</c>, separated by spaces.</summary>
    public required string Factors { get; init; }

    /// <summary>The settings under which it was decided.</summary>
    public required long SettingsVersion { get; init; }

    public required DateTimeOffset At { get; init; }
}
