using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>A node that comes back without what it knew, or with other rules.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestRestartTests(RegtestNode regtest)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_payout_that_a_restarted_node_has_forgotten_is_sent_again()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        var sent = Assert.Single(await world.AttemptsAsync());
        await using (await RestartAsync("-persistmempool=0", "-walletbroadcast=0"))
        {
            Assert.False(await world.IsInMempoolAsync(sent));

            await world.WaitAsync(Pause);

            Assert.True(await world.IsInMempoolAsync(sent));
            Assert.Equal(sent.TxId, Assert.Single(await world.AttemptsAsync()).TxId);
            await world.SettleAsync();
        }

        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_payout_that_fell_below_the_least_fee_of_the_mempool_gets_a_higher_one()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        await using (await RestartAsync("-persistmempool=0", "-minrelaytxfee=0.00005"))
        {
            Assert.False(await world.IsInMempoolAsync(Assert.Single(await world.AttemptsAsync())));

            await world.WaitAsync(Pause);

            var attempts = await world.AttemptsAsync();
            Assert.Equal(2, attempts.Count);
            Assert.Equal(BroadcastResult.FeeTooLow, world.Node.Answers[1].Result);
            Assert.InRange((decimal)attempts[1].Fee.Satoshis / attempts[1].VSize!.Value, 5m, 5.1m);
            Assert.Equal(attempts[0].Paid, attempts[1].Paid);
            Assert.True(await world.IsInMempoolAsync(attempts[1]));
            Assert.Single(await world.BatchesAsync());
            await world.SettleAsync();
        }

        await world.AssertAllPaidOnceAsync();
    }

    /// <remarks>A coin that is spent can't be locked, and a list with one such coin is refused whole.</remarks>
    [Fact]
    public async Task A_restarted_node_locks_the_coins_of_payouts_again_and_frees_what_is_locked_for_nothing()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, RegtestWorld.EnoughCoin, RegtestWorld.EnoughCoin, RegtestWorld.EnoughCoin);
        world.Node.Estimate = RegtestWorld.OneCoinRate;
        await world.SendAsync(1);
        await regtest.MineAsync(1);
        world.Node.BeforeBroadcast = () => throw new NodeException(NodeFailure.NotExecuted, "Connection refused.");
        await world.FillWalletAsync(2);
        await world.CycleAsync();
        await world.Faucet.Get<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, "The node is restarted.", CancellationToken.None);
        var (mined, unsent) = ((await world.AttemptsAsync())[0], (await world.AttemptsAsync())[1]);
        Assert.Equal([TransactionState.Mined, TransactionState.Prepared], [mined.State, unsent.State]);
        var free = (await regtest.RpcAsync("listunspent", wallet: world.Wallet)).EnumerateArray()
            .Select(coin => new { txid = coin.GetProperty("txid").GetString(), vout = coin.GetProperty("vout").GetInt32() }).First();
        await regtest.RpcAsync("lockunspent", new { unlock = false, transactions = new[] { free }, persistent = true }, world.Wallet);

        await regtest.RestartAsync();
        Assert.Equal(new OutPoint(TxId.Parse(free.txid!), free.vout), Assert.Single(await world.LocksAsync()));
        await world.WaitAsync(Pause);

        Assert.Equal(Assert.Single(InputsOf(unsent)), Assert.Single(await world.LocksAsync()));
        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.Equal([mined.TxId, unsent.TxId], (await world.AttemptsAsync()).Select(attempt => attempt.TxId));
    }

    [Fact]
    public async Task Another_wallet_under_the_same_name_pays_nobody_and_the_right_one_goes_on()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        var backup = await BackUpAsync(world);
        await world.SendAsync(1);
        await RemoveWalletAsync(world);
        await regtest.CreateWalletAsync(world.Wallet);
        await world.FillWalletAsync(2);
        await world.WaitAsync(Pause);
        Assert.Contains("another wallet", await world.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Single(await world.AttemptsAsync());

        await RemoveWalletAsync(world);
        await RestoreWalletAsync(world, backup);

        Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_wallet_restored_from_before_a_payout_learns_of_it_and_the_next_batch_spends_other_coins()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, RegtestWorld.EnoughCoin, RegtestWorld.EnoughCoin);
        world.Node.Estimate = RegtestWorld.OneCoinRate;
        var backup = await BackUpAsync(world);
        await world.SendAsync(1);
        var sent = Assert.Single(await world.AttemptsAsync());
        await RemoveWalletAsync(world);
        await using (await RestartAsync("-persistmempool=0"))
        {
            await RestoreWalletAsync(world, backup);
            Assert.Null(await world.Node.FindTransactionAsync(sent.TxId, CancellationToken.None));
            await world.FillWalletAsync(2);

            await world.WaitAsync(Pause);

            Assert.Empty(await world.HoldReasonAsync());
            Assert.True(await world.IsInMempoolAsync(sent));
            var attempts = await world.AttemptsAsync();
            Assert.Equal(2, attempts.Count);
            Assert.Equal((sent.TxId, sent.SignedHex), (attempts[0].TxId, attempts[0].SignedHex));
            Assert.Empty(InputsOf(attempts[0]).Intersect(InputsOf(attempts[1])));
            await world.SettleAsync();
        }

        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_node_that_has_seen_too_little_to_estimate_a_fee_pays_the_operators_guess()
    {
        regtest.SkipUnlessAvailable();
        await regtest.StopAsync();
        File.Delete(Path.Combine(regtest.DataFolder, "fee_estimates.dat"));
        await regtest.StartAsync();
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        world.Node.Estimate = null;
        Assert.Null(await world.Node.EstimateFeeRateAsync(12, CancellationToken.None));
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "3.7");
        await world.SendAsync(1);

        var attempt = Assert.Single(await world.AttemptsAsync());
        Assert.InRange((decimal)attempt.Fee.Satoshis / attempt.VSize!.Value, 3.7m, 3.8m);
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    /// <remarks>It hears of no transactions and estimates nothing, says so as an error, and sends ours all the same.</remarks>
    [Fact]
    public async Task A_node_that_takes_blocks_only_pays_the_operators_guess()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        world.Node.Estimate = null;
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "3.7");
        await using (await RestartAsync("-blocksonly=1"))
        {
            await world.FillWalletAsync(1);
            await world.CycleAsync();

            Assert.Empty(await world.HoldReasonAsync());
            var attempt = Assert.Single(await world.AttemptsAsync());
            Assert.InRange((decimal)attempt.Fee.Satoshis / attempt.VSize!.Value, 3.7m, 3.8m);
            await world.SettleAsync();
        }

        await world.AssertAllPaidOnceAsync();
    }

    /// <remarks>
    /// Its wallet puts the payout back into the mempool and tells nobody; by itself it does so after half a day or more (Bitcoin Core, <c>ResubmitWalletTransactions</c>).
    /// </remarks>
    [Fact]
    public async Task A_payout_that_a_restarted_node_keeps_to_itself_is_told_to_its_peers_within_the_hour()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        var sent = Assert.Single(await world.AttemptsAsync());
        var port = RegtestNode.FreePort();
        await using (await RestartAsync("-persistmempool=0", "-listen=1", $"-bind=127.0.0.1:{port}", "-whitelist=noban@127.0.0.1"))
        await using (var peer = new RegtestNode())
        {
            Assert.True(await world.IsInMempoolAsync(sent));
            await peer.StartAsync();
            await peer.RpcAsync("addnode", new { node = $"127.0.0.1:{port}", command = "onetry" });
            var tip = (await regtest.RpcAsync("getbestblockhash")).GetString();
            await EventuallyAsync(async () => (await peer.RpcAsync("getbestblockhash")).GetString() == tip);
            await world.WaitAsync(TimeSpan.FromMinutes(59));
            Assert.Equal(0, (await peer.RpcAsync("getrawmempool")).GetArrayLength());

            await world.WaitAsync(Pause);

            await EventuallyAsync(async () => (await peer.RpcAsync("getrawmempool")).EnumerateArray().Any(id => id.GetString() == sent.TxId.ToString()));
            Assert.Equal(sent.TxId, Assert.Single(await world.AttemptsAsync()).TxId);
            await world.SettleAsync();
        }

        await world.AssertAllPaidOnceAsync();
    }

    private static Task<ResumeOutcome> ResumeAsync(RegtestWorld world) =>
        world.Faucet.Get<PayoutResume>().ResumeAsync("test", "It is back.", booksDifference: false, CancellationToken.None);

    private async Task<string> BackUpAsync(RegtestWorld world)
    {
        var destination = Path.Combine(regtest.DataFolder, $"{world.Wallet}.dat");
        await regtest.RpcAsync("backupwallet", new { destination }, world.Wallet);
        return destination;
    }

    private async Task RemoveWalletAsync(RegtestWorld world)
    {
        await regtest.RpcAsync("unloadwallet", new { wallet_name = world.Wallet, load_on_startup = false });
        Directory.Delete(Path.Combine(regtest.DataFolder, "wallets", world.Wallet), recursive: true);
    }

    private async Task RestoreWalletAsync(RegtestWorld world, string backup) =>
        await regtest.RpcAsync("restorewallet", new { wallet_name = world.Wallet, backup_file = backup, load_on_startup = true });

    /// <summary>What goes from node to node takes a moment that no clock of ours moves.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    /// <summary>Restarts the node with these arguments, and without them at the end.</summary>
    private async Task<IAsyncDisposable> RestartAsync(params string[] arguments)
    {
        await regtest.RestartAsync(arguments);
        return new UsualNode(regtest);
    }

    private static IEnumerable<OutPoint> InputsOf(PayoutTransaction attempt) => RawTransaction.Parse(attempt.UnsignedHex).Inputs.Select(input => input.OutPoint);

    private sealed class UsualNode(RegtestNode regtest) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await regtest.RestartAsync();
    }
}
