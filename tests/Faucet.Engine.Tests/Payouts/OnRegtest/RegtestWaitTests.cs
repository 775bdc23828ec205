using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Faucet.Engine.Wallets;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>What the wallet can't do yet waits, says why, and goes on by itself.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestWaitTests(RegtestNode regtest)
{
    private const string Passphrase = "open sesame";

    [Fact]
    public async Task Where_the_coins_suffice_for_the_oldest_only_the_others_wait_for_a_refill()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromSatoshis(2 * RegtestWorld.Drip));
        WalletStatement[] wallets = [await FillAsync(1), await FillAsync(2)];
        await world.CycleAsync();

        var stories = await StoriesAsync();
        Assert.Equal([WithdrawalState.Queued, WithdrawalState.Batched], stories.Select(story => story.State));
        Assert.Contains("needs a refill", stories[0].WaitingReason, StringComparison.Ordinal);
        Assert.Single(await world.AttemptsAsync());

        await world.PayInAsync(RegtestWorld.EnoughCoin);
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.Equal(2, (await world.AttemptsAsync()).Count);

        async Task<WalletStatement> FillAsync(int number) => await world.Faucet.WalletAsync((await world.FillWalletAsync(world.AddressOf(number), number)).WalletId);

        async Task<WithdrawalStatement[]> StoriesAsync() =>
            [.. (await Task.WhenAll(wallets.Select(wallet => world.Faucet.WalletAsync(wallet.Id)))).Select(wallet => wallet.Withdrawals.Single()).OrderBy(story => story.State)];
    }

    /// <remarks>More of its coins would be needed for 250 payments than fit into a transaction that is relayed.</remarks>
    [Fact]
    public async Task A_wallet_of_small_change_pays_by_batches_that_are_not_too_heavy()
    {
        const int payees = 250;
        const int heaviestThatIsRelayed = 400_000;
        await using var world = await RegtestWorld.CreateAsync(regtest);
        await PaySmallChangeAsync(world, Money.FromSatoshis(4_500), transactions: 11, coinsEach: 140);
        await world.CycleAsync();
        await world.FillWalletsAsync([.. Enumerable.Range(1, payees).Select(world.AddressOf)]);

        await world.SettleAsync();

        await world.AssertAllPaidOnceAsync();
        var sent = (await world.AttemptsAsync()).Select(attempt => RawTransaction.Parse(attempt.SignedHex!)).ToList();
        Assert.InRange(sent.Count, 2, 10);
        Assert.All(sent, transaction => Assert.InRange(transaction.Weight, 1, heaviestThatIsRelayed));
    }

    [Fact]
    public async Task After_the_first_batch_of_a_single_coin_no_batch_waits_for_another_ones_block()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.2m));
        await world.Faucet.SetAsync("payout.coins-ready", "3");
        await world.SendAsync(1);
        await regtest.MineAsync(1);

        foreach (var number in new[] { 2, 3, 4 })
        {
            await world.SendAsync(number);
        }

        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_locked_wallet_makes_payouts_wait_until_its_passphrase_was_given()
    {
        await using var world = await CreateEncryptedAsync();
        await regtest.RpcAsync("walletlock", wallet: world.Wallet);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        await world.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Empty(await world.BatchesAsync());
        Assert.Contains("locked", await world.HoldReasonAsync(), StringComparison.Ordinal);

        await UnlockAsync(world.Wallet);
        await world.CycleAsync();
        Assert.Empty(await world.HoldReasonAsync());
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_wallet_that_locks_itself_before_signing_signs_the_same_transaction_later()
    {
        await using var world = await CreateEncryptedAsync();
        world.Node.AfterFunding = () => regtest.RpcAsync("walletlock", wallet: world.Wallet);
        await world.FillWalletAsync(1);
        await world.CycleAsync();

        var recorded = Assert.Single(await world.AttemptsAsync());
        Assert.Equal((TransactionState.Recorded, null), (recorded.State, recorded.SignedHex));
        Assert.Contains("could not sign", Assert.Single(await world.BatchesAsync()).WaitingReason, StringComparison.Ordinal);

        await UnlockAsync(world.Wallet);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.Equal(recorded.TxId, Assert.Single(await world.AttemptsAsync()).TxId);
    }

    [Fact]
    public async Task A_coin_that_a_lost_reply_left_locked_is_freed_and_pays()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, RegtestWorld.EnoughCoin);
        world.Node.AfterFunding = () => throw new NodeException(NodeFailure.Unknown, "The node did not answer in time.");
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        Assert.Empty(await world.AttemptsAsync());
        Assert.Contains("did not answer", await world.HoldReasonAsync(), StringComparison.Ordinal);
        var leaked = Assert.Single(await world.LocksAsync());

        await world.CycleAsync();

        Assert.Equal(leaked, Assert.Single(RawTransaction.Parse(Assert.Single(await world.AttemptsAsync()).UnsignedHex).Inputs).OutPoint);
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    /// <summary>Many small donations, in a block.</summary>
    private async Task PaySmallChangeAsync(RegtestWorld world, Money coin, int transactions, int coinsEach)
    {
        var amounts = new Dictionary<string, string>();
        while (amounts.Count < coinsEach)
        {
            amounts.Add(await world.Node.NewDepositAddressAsync(CancellationToken.None), coin.ToBitcoinText());
        }

        for (var number = 0; number < transactions; number++)
        {
            await regtest.RpcAsync("sendmany", new { dummy = "", amounts, fee_rate = "2" }, "miner");
        }

        await regtest.MineAsync(1);
        await regtest.RpcAsync("syncwithvalidationinterfacequeue");
    }

    /// <summary>The faucet is bound to a wallet with a passphrase, given for now.</summary>
    private async Task<RegtestWorld> CreateEncryptedAsync()
    {
        regtest.SkipUnlessAvailable();
        var wallet = $"encrypted-{Guid.NewGuid():n}";
        await regtest.RpcAsync("createwallet", new { wallet_name = wallet, passphrase = Passphrase, load_on_startup = true });
        await UnlockAsync(wallet);
        return await RegtestWorld.CreateAsync(regtest, wallet, Money.FromBitcoin(0.01m));
    }

    private async Task UnlockAsync(string wallet) => await regtest.RpcAsync("walletpassphrase", new { passphrase = Passphrase, timeout = 600 }, wallet);
}
