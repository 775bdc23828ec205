using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin.Core;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>A faucet whose coins are a wallet of its own on the real node, where one claim reaches the threshold and batches leave at once.</summary>
internal sealed class RegtestWorld : IAsyncDisposable
{
    public const long Drip = 24_000;

    /// <summary>Far enough above the rate up to which the wallet gathers its coins (10 sat/vB): with <see cref="EnoughCoin"/> it spends one for a payout.</summary>
    public static readonly FeeRate OneCoinRate = FeeRate.FromSatoshisPerVByte(20);

    /// <summary>Pays one drip and leaves the change that the wallet wishes for, of 50,000 satoshis at least.</summary>
    public static readonly Money EnoughCoin = Money.FromSatoshis(150_000);

    // Blocks hold the payouts of other worlds, too: each has payees of its own.
    private static int worlds;

    private readonly Dictionary<ScriptPubKey, long> credited = [];
    private readonly CoreNode core;
    private readonly int since;

    private RegtestWorld(RegtestNode regtest, string wallet, CoreNode core, TroubledNode node, FaucetWorld faucet, int since) =>
        (Regtest, Wallet, this.core, Node, Faucet, this.since) = (regtest, wallet, core, node, faucet, since);

    private int FirstPayee { get; init; } = Interlocked.Increment(ref worlds) * 1_000;

    public RegtestNode Regtest { get; }

    /// <summary>The HotWallet's name on the node.</summary>
    public string Wallet { get; }

    /// <summary>What the engine talks to: the real node, with trouble on demand.</summary>
    public TroubledNode Node { get; }

    public FaucetWorld Faucet { get; }

    /// <param name="coins">What the owner has paid in, booked.</param>
    public static async Task<RegtestWorld> CreateAsync(RegtestNode regtest, params Money[] coins)
    {
        regtest.SkipUnlessAvailable();
        return await CreateAsync(regtest, $"payer-{Guid.NewGuid():n}", coins);
    }

    /// <param name="wallet">Made on the node, if there is none of that name.</param>
    public static async Task<RegtestWorld> CreateAsync(RegtestNode regtest, string wallet, params Money[] coins)
    {
        var core = new CoreNode(new CoreNodeOptions(regtest.RpcUrl, wallet) { User = regtest.User, Password = regtest.Password }, TimeProvider.System);
        var node = new TroubledNode(core);
        var faucet = await FaucetWorld.CreateAsync(network: BitcoinNetwork.Regtest, node: node);
        foreach (var (key, value) in new[]
        {
            ("claim.daily-budget-sat", "1000000000"), ("claim.hourly-budget-sat", "1000000000"), ("payout.threshold-sat", $"{Drip}"),
            ("claim.drip-sat", $"{Drip}"), ("claim.reserve-sat", "0"), ("payout.batch-age-seconds", "0"), ("deposit.confirmations", "1"),
            ("payout.coins-ready", "1"), // One change output, whose way tests follow.
        })
        {
            await faucet.SetAsync(key, value);
        }

        var world = new RegtestWorld(regtest, wallet, core, node, faucet, (await regtest.RpcAsync("getblockcount")).GetInt32());
        if (coins.Length > 0)
        {
            await world.PayInAsync(coins);
            await regtest.MineAsync(1);
        }

        await world.CycleAsync();
        return world;
    }

    /// <summary>Another process on the same database and the same node, whose clock is ahead of this one's.</summary>
    public async Task<FaucetWorld> JoinAsync(TimeSpan ahead) =>
        await Faucet.WithClockAsync(Faucet.Time.GetUtcNow() + ahead, new TroubledNode(core));

    /// <summary>A faucet on a copy of the database of this moment, beside the same node: what a restored backup finds later.</summary>
    public async Task<RegtestWorld> CopyAsync()
    {
        var node = new TroubledNode(core);
        var copy = new RegtestWorld(Regtest, Wallet, core, node, await Faucet.CopyAsync(node), since) { FirstPayee = FirstPayee };
        foreach (var (script, amount) in credited)
        {
            copy.credited.Add(script, amount);
        }

        return copy;
    }

    /// <summary>The owner's refill, unconfirmed.</summary>
    /// <returns>The transactions' ids.</returns>
    public async Task<string[]> PayInAsync(params Money[] coins)
    {
        var ids = new List<string>();
        foreach (var coin in coins)
        {
            ids.Add(await Regtest.SendFromMinerAsync(await core.NewDepositAddressAsync(CancellationToken.None), coin));
        }

        return [.. ids];
    }

    /// <summary>A claim that reaches the threshold.</summary>
    public Task FillWalletAsync(int number) => FillWalletAsync(AddressOf(number), number);

    /// <param name="visitor">Each has a network of its own.</param>
    public async Task<ClaimOutcome.Accepted> FillWalletAsync(string address, int visitor)
    {
        var accepted = await ClaimAsync(address, visitor);
        Credit(address, accepted);
        return accepted;
    }

    /// <summary>One claim for each of these addresses, many of them at once: writing one by one would take most of a test's time.</summary>
    public async Task FillWalletsAsync(IReadOnlyList<string> addresses)
    {
        foreach (var some in addresses.Index().Chunk(100))
        {
            var accepted = await Task.WhenAll(some.Select(one => Task.Run(() => ClaimAsync(one.Item, one.Index))));
            foreach (var ((_, address), claim) in some.Zip(accepted))
            {
                Credit(address, claim);
            }
        }
    }

    /// <summary>A claim that this world does not count among those that have to be paid.</summary>
    public async Task<ClaimOutcome.Accepted> ClaimAsync(string address, int visitor) =>
        Assert.IsType<ClaimOutcome.Accepted>(await Faucet.ClaimAsync(address, FaucetWorld.Client(visitor << 8), null, visitor));

    public Task CycleAsync() => Faucet.Get<PayoutCycle>().RunAsync(CancellationToken.None);

    /// <summary>Claims for these and sends their batch.</summary>
    public async Task SendAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await FillWalletAsync(number);
        }

        await CycleAsync();
        Assert.Equal(BatchState.Broadcast, (await BatchesAsync())[^1].State);
    }

    /// <summary>Time for the next look that is allowed, and that look.</summary>
    public async Task WaitAsync(TimeSpan time)
    {
        Faucet.Time.Advance(time);
        await CycleAsync();
    }

    /// <summary>Rounds and blocks until nothing is under way any more.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 12 && (round == 0 || await IsUnderWayAsync()); round++)
        {
            await Regtest.MineAsync(1);
            await WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>A block of what the test names: raw bytes, or ids from the mempool.</summary>
    public async Task MineOnlyAsync(params string[] transactions)
    {
        var output = await Regtest.ForeignAddressAsync();
        await Regtest.RpcAsync("generateblock", new { output, transactions });
        await Regtest.RpcAsync("syncwithvalidationinterfacequeue");
    }

    /// <summary>The last block was none.</summary>
    public async Task UndoBlockAsync()
    {
        var blockhash = (await Regtest.RpcAsync("getbestblockhash")).GetString();
        await Regtest.RpcAsync("invalidateblock", new { blockhash });
        await Regtest.RpcAsync("syncwithvalidationinterfacequeue");
    }

    public async Task<List<PayoutTransaction>> AttemptsAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.PayoutTransactions.AsNoTracking().OrderBy(t => t.BatchId).ThenBy(t => t.Sequence).ToListAsync();
    }

    public async Task<List<PayoutBatch>> BatchesAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.PayoutBatches.AsNoTracking().OrderBy(b => b.Id).ToListAsync();
    }

    public async Task<HashSet<OutPoint>> LocksAsync() => [.. await core.ListLocksAsync(CancellationToken.None)];

    public async Task<string> HoldReasonAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.WorkerLeases.Select(l => l.HoldReason).SingleAsync() ?? "";
    }

    public async Task<string?> QueueReasonAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.WorkerLeases.Select(lease => lease.QueueReason).SingleAsync();
    }

    public async Task<bool> IsInMempoolAsync(PayoutTransaction attempt) =>
        (await Regtest.RpcAsync("getrawmempool")).EnumerateArray().Any(id => id.GetString() == attempt.TxId.ToString());

    /// <summary>Everybody has on the chain what was credited, once; the books say the same, and what is left is what the node's wallet holds.</summary>
    public async Task AssertAllPaidOnceAsync()
    {
        var paid = await PaidOnChainAsync();
        Assert.All(credited, owed => Assert.Equal(owed.Value, paid.GetValueOrDefault(owed.Key)));
        await using var db = Faucet.Database.Open();
        Assert.All(await db.PayoutBatches.Select(b => b.State).ToListAsync(), state => Assert.Equal(BatchState.Final, state));
        Assert.Equal(credited.Count, await db.Withdrawals.CountAsync(w => w.State == WithdrawalState.Final));
        Assert.Equal(credited.Count, await db.LedgerTransfers.CountAsync(t => t.Kind == TransferKind.Payout));
        Assert.Empty(await core.ListLocksAsync(CancellationToken.None));
        await AssertHoldsAsync();
    }

    public async Task AssertHoldsAsync()
    {
        await Faucet.AssertLedgerHoldsAsync();
        var law = await Faucet.Get<HotWalletCheck>().CheckAsync(CancellationToken.None);
        Assert.True(law.Holds, law.Figures);
    }

    /// <summary>What the blocks since this world began pay to each script, spent again or not.</summary>
    public async Task<Dictionary<ScriptPubKey, long>> PaidOnChainAsync()
    {
        var paid = new Dictionary<ScriptPubKey, long>();
        var tip = (await Regtest.RpcAsync("getblockcount")).GetInt32();
        for (var height = since + 1; height <= tip; height++)
        {
            var blockhash = (await Regtest.RpcAsync("getblockhash", new { height })).GetString();
            var block = await Regtest.RpcAsync("getblock", new { blockhash, verbosity = 2 });
            foreach (var output in block.GetProperty("tx").EnumerateArray().SelectMany(tx => tx.GetProperty("vout").EnumerateArray()))
            {
                var script = ScriptPubKey.FromHex(output.GetProperty("scriptPubKey").GetProperty("hex").GetString()!);
                paid[script] = paid.GetValueOrDefault(script) + Money.FromBitcoin(output.GetProperty("value").GetDecimal()).Satoshis;
            }
        }

        return paid;
    }

    /// <summary>One that no other world pays.</summary>
    public string AddressOf(int number) => FaucetWorld.Address(FirstPayee + number);

    public static ScriptPubKey ScriptOf(string address) =>
        ((AddressReading.Accepted)AddressCodec.Decode(address, BitcoinNetwork.Regtest)).Address.ScriptPubKey;

    public async ValueTask DisposeAsync()
    {
        await Faucet.DisposeAsync();
        core.Dispose();
    }

    private void Credit(string address, ClaimOutcome.Accepted accepted)
    {
        var script = ScriptOf(address);
        credited[script] = credited.GetValueOrDefault(script) + accepted.Drip.Amount.Satoshis;
    }

    private async Task<bool> IsUnderWayAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.Withdrawals.AnyAsync(w => w.State != WithdrawalState.Final);
    }
}
