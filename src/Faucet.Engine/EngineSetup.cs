using Faucet.Core.Addresses;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Engine;

/// <summary>What the engine is told before it starts. What admins tune while it runs are settings.</summary>
public sealed record EngineOptions(BitcoinNetwork Network, DatabaseOptions Database, AltchaOptions Altcha)
{
    public CaptchaOptions Captcha { get; init; } = new();

    public NetworkOptions Networks { get; init; } = NetworkOptions.None;
}

/// <summary>Puts the engine together, alike for the web, the verbs and the tests.</summary>
public static class EngineSetup
{
    /// <summary>Registers everything but the clock (<see cref="TimeProvider"/>) and the node (<see cref="Bitcoin.IBitcoinNode"/>).</summary>
    public static IServiceCollection AddFaucetEngine(this IServiceCollection services, EngineOptions options) => services
        .AddSingleton(options)
        .AddFaucetDatabase(options.Database)
        .AddSingleton<DatabaseMigrator>()
        .AddSingleton<InstallationKeys>()
        .AddSingleton(p => ActivatorUtilities.CreateInstance<SettingsStore>(p, options.Network))
        .AddSingleton<LedgerVerifier>()
        .AddSingleton<WalletReader>()
        .AddSingleton(p => new WalletSeal(p.GetRequiredService<InstallationKeys>().WalletCookie))
        .AddCaptcha(options)
        .AddSingleton<ClientKeys>()
        .AddSingleton<ClientKeyRotation>()
        .AddSingleton<ClientStandings>()
        .AddSingleton(p => new ClaimDraw(p.GetRequiredService<InstallationKeys>().ClaimDraw))
        .AddSingleton<ClaimLook>()
        .AddSingleton(_ => NetworkLists.Load(options.Networks))
        .AddSingleton<ClaimClock>()
        .AddSingleton<ClaimWriter>()
        .AddSingleton(p => ActivatorUtilities.CreateInstance<ClaimService>(p, options.Network))
        .AddPayouts(options);

    private static IServiceCollection AddPayouts(this IServiceCollection services, EngineOptions options) => services
        .AddSingleton<PayoutLease>()
        .AddSingleton(p => ActivatorUtilities.CreateInstance<NodePreflight>(p, options.Network))
        .AddSingleton<PayoutFreezes>()
        .AddSingleton<HotWalletWatcher>()
        .AddSingleton<HotWalletCheck>()
        .AddSingleton<BalanceWatch>()
        .AddSingleton<RefillAddress>()
        .AddSingleton<PayoutOrders>()
        .AddSingleton<PayoutReader>()
        .AddSingleton<PayoutResume>()
        .AddSingleton<SpendDeclaration>()
        .AddSingleton<NodeRecords>()
        .AddSingleton<NodeLook>()
        .AddSingleton(p => ActivatorUtilities.CreateInstance<DepositAddresses>(p, options.Network))
        .AddSingleton<WithdrawalOpener>()
        .AddSingleton<WithdrawalRequests>()
        .AddSingleton<FeeBoard>()
        .AddSingleton<FeeWatch>()
        .AddSingleton<BatchReleaser>()
        .AddSingleton<PayoutBuilder>()
        .AddSingleton<PayoutFunding>()
        .AddSingleton<PayoutRepayment>()
        .AddSingleton<PayoutCancellation>()
        .AddSingleton(p => ActivatorUtilities.CreateInstance<PayoutReplacement>(p, options.Network))
        .AddSingleton<PayoutProtocol>()
        .AddSingleton<PayoutTracker>()
        .AddSingleton<PayoutCycle>();
}
