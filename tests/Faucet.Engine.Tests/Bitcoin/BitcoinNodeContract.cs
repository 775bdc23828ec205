using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>What the payout engine relies on, whichever node is behind the port. Each implementation passes the same tests.</summary>
public abstract partial class BitcoinNodeContract
{
    protected static readonly Money Coin = Money.FromBitcoin(0.2m);
    protected static readonly FeeRate Rate = FeeRate.FromSatoshisPerVByte(3.5m);
    protected static readonly FeeRate HighestRate = FeeRate.FromSatoshisPerVByte(100);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A node whose wallet holds exactly these coins, each confirmed and its own deposit.</summary>
    protected abstract Task<IBitcoinNode> StartAsync(params Money[] coins);

    protected abstract Task MineAsync(int blocks = 1);

    /// <summary>Somebody else pays, unconfirmed.</summary>
    protected abstract Task<TxId> PayInAsync(string address, Money amount);

    /// <summary>Somebody else, to be paid.</summary>
    protected abstract Task<Payee> NewPayeeAsync(Money amount);

    [Fact]
    public async Task Status_names_chain_wallet_and_tip()
    {
        var node = await StartAsync(Coin);

        var status = await node.GetStatusAsync(Token);

        Assert.Equal(status.GenesisHash, await node.FindBlockHashAsync(0, Token));
        Assert.Equal(status.TipHash, await node.FindBlockHashAsync(status.Height, Token));
        Assert.Null(await node.FindBlockHashAsync(status.Height + 1, Token));
        Assert.Equal(64, status.WalletFingerprint.Length);
        Assert.False(status.IsSyncing);
        Assert.True(status.IsWalletReady);
        Assert.Null(status.SignetChallenge);
        Assert.NotEqual(FeeRate.FromSatoshisPerKvB(0), status.MinimumFeeRate);
    }

    [Fact]
    public async Task Fingerprint_outlives_use_and_tells_wallets_apart()
    {
        var node = await StartAsync(Coin);
        var before = (await node.GetStatusAsync(Token)).WalletFingerprint;

        await SendAsync(node, await FundAsync(node, await NewPayeeAsync(Coin.Percent(10))));
        await MineAsync();
        await node.NewDepositAddressAsync(Token);

        Assert.Equal(before, (await node.GetStatusAsync(Token)).WalletFingerprint);
        Assert.NotEqual(before, (await (await StartAsync()).GetStatusAsync(Token)).WalletFingerprint);
    }

    [Fact]
    public async Task Fee_estimate_is_sane_or_absent()
    {
        var node = await StartAsync();

        var estimate = await node.EstimateFeeRateAsync(6, Token);

        Assert.True(estimate is null || estimate >= (await node.GetStatusAsync(Token)).MinimumFeeRate);
    }

    [Fact]
    public async Task Deposits_are_listed_unconfirmed_and_confirmed_and_change_never()
    {
        var node = await StartAsync(Coin);
        var start = await node.ListChangesAsync(null, 1, Token);
        Assert.Equal([Coin], start.Deposits.Select(deposit => deposit.Amount));
        Assert.Empty(start.Spends);

        var received = await PayInAsync(await node.NewDepositAddressAsync(Token), Money.FromSatoshis(54_321));
        var sent = await SendAsync(node, await FundAsync(node, await NewPayeeAsync(Coin.Percent(10))));

        var pending = await node.ListChangesAsync(start.Cursor, 1, Token);
        var deposit = Assert.Single(pending.Deposits);
        Assert.Equal((received, Money.FromSatoshis(54_321), 0), (deposit.OutPoint.TxId, deposit.Amount, deposit.Confirmations));
        Assert.Equal([sent], pending.Spends);

        await MineAsync(2);

        var confirmed = await node.ListChangesAsync(start.Cursor, 1, Token);
        Assert.Equal([deposit with { Confirmations = 2 }], confirmed.Deposits);
        Assert.Equal([sent], confirmed.Spends);
    }

    [Fact]
    public async Task Paying_ourselves_is_a_spend_and_no_deposit()
    {
        var node = await StartAsync(Coin);
        var start = await node.ListChangesAsync(null, 1, Token);
        var own = await node.NewDepositAddressAsync(Token);
        var script = (await node.DescribeAddressAsync(own, Token)).ScriptPubKey!.Value;

        var sent = await SendAsync(node, await FundAsync(node, new Payee(script, own, Coin.Percent(10))));

        var changes = await node.ListChangesAsync(start.Cursor, 1, Token);
        Assert.Empty(changes.Deposits);
        Assert.Equal([sent], changes.Spends);
    }

    [Fact]
    public async Task Cursor_leaves_out_what_lies_below_it_and_repeats_what_is_shallow()
    {
        var node = await StartAsync(Coin);
        await MineAsync(5);

        var deep = await node.ListChangesAsync(null, 6, Token);
        var deepest = await node.ListChangesAsync(null, 7, Token);

        // The deposit has six confirmations: a cursor six deep stands on its block, one seven deep below it.
        Assert.Empty((await node.ListChangesAsync(deep.Cursor, 6, Token)).Deposits);
        Assert.Single((await node.ListChangesAsync(deepest.Cursor, 6, Token)).Deposits);
    }

    [Fact]
    public async Task Unknown_cursor_is_refused()
    {
        var node = await StartAsync();

        var failure = await Assert.ThrowsAsync<NodeException>(() => node.ListChangesAsync(new string('7', 64), 1, Token));

        Assert.Equal((NodeFailure.Refused, -5), (failure.Failure, failure.Code));
    }

    [Fact]
    public async Task Balance_adds_up_to_the_satoshi()
    {
        var node = await StartAsync(Coin, Coin);
        Assert.Equal(new HotWalletBalance(Coin + Coin, Money.Zero), await node.GetBalanceAsync(Token));

        var paid = Coin.Percent(10);
        var funded = await FundAsync(node, await NewPayeeAsync(paid));
        Assert.Equal(new HotWalletBalance(Coin + Coin, Money.Zero), await node.GetBalanceAsync(Token));
        Assert.Equal([Coin], (await node.GetFreeCoinsAsync(Token)).Confirmed); // The other is locked.

        await SendAsync(node, funded);
        var change = Coin - paid - funded.Fee;
        Assert.Equal(new HotWalletBalance(Coin, change), await node.GetBalanceAsync(Token));

        await PayInAsync(await node.NewDepositAddressAsync(Token), Money.FromSatoshis(777));
        Assert.Equal(new HotWalletBalance(Coin, change + Money.FromSatoshis(777)), await node.GetBalanceAsync(Token));
        Assert.Equal(1, (await node.GetFreeCoinsAsync(Token)).Pending); // Its own change counts, what others have not confirmed does not.

        await MineAsync();
        Assert.Equal(new HotWalletBalance(Coin + change + Money.FromSatoshis(777), Money.Zero), await node.GetBalanceAsync(Token));
    }

    [Fact]
    public async Task Coins_that_it_does_not_name_as_free_do_not_pay()
    {
        var node = await StartAsync(Coin, Coin);
        var first = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));
        await SendAsync(node, first);

        await AssertFreeAsync([Coin], pending: 1);
        var failure = await Assert.ThrowsAsync<NodeException>(async () => await FundAsync(node, await NewPayeeAsync(Coin.Percent(120))));
        Assert.Equal(NodeFailure.Refused, failure.Failure);

        await MineAsync();
        await AssertFreeAsync([Coin.Percent(90) - first.Fee, Coin], pending: 0);
        await FundAsync(node, await NewPayeeAsync(Coin.Percent(120)));

        async Task AssertFreeAsync(Money[] confirmed, int pending)
        {
            var free = await node.GetFreeCoinsAsync(Token);
            Assert.Equal(confirmed, free.Confirmed.Order());
            Assert.Equal(pending, free.Pending);
        }
    }

    [Fact]
    public async Task Balance_counts_locked_coins_as_well()
    {
        var node = await StartAsync(Coin);
        var pending = new OutPoint(await PayInAsync(await node.NewDepositAddressAsync(Token), Coin), 0);
        foreach (var deposit in (await node.ListChangesAsync(null, 1, Token)).Deposits)
        {
            await node.LockAsync(deposit.OutPoint, Token);
        }

        Assert.Contains(pending.TxId, (await node.ListLocksAsync(Token)).Select(coin => coin.TxId));
        Assert.Equal(new HotWalletBalance(Coin, Coin), await node.GetBalanceAsync(Token));
    }

    [Fact]
    public async Task Own_address_is_mine_and_a_foreign_one_is_not()
    {
        var node = await StartAsync(Coin);
        var own = await node.DescribeAddressAsync(await node.NewDepositAddressAsync(Token), Token);
        var foreign = await NewPayeeAsync(Coin);
        var stranger = await node.DescribeAddressAsync(foreign.Address, Token);

        Assert.Equal((true, true), (own.IsValid, own.IsMine));
        Assert.Equal((true, false), (stranger.IsValid, stranger.IsMine));
        Assert.Equal(foreign.ScriptPubKey, stranger.ScriptPubKey);
        Assert.StartsWith("0014", own.ScriptPubKey!.Value.Hex, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bcrt1qnonsense")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    public async Task What_is_no_address_of_this_chain_is_invalid(string text) =>
        Assert.Equal(new AddressDescription(false, null, false), await (await StartAsync()).DescribeAddressAsync(text, Token));

    protected static Task<FundedTransaction> FundAsync(IBitcoinNode node, params Payee[] payees) => FundAsync(node, Rate, payees);

    protected static async Task<FundedTransaction> FundAsync(IBitcoinNode node, FeeRate rate, params Payee[] payees) =>
        await node.FundAsync(new FundingRequest(payees, rate, payees.Length, (await node.GetStatusAsync(Token)).Height), Token);

    /// <summary>Signs and broadcasts.</summary>
    protected static async Task<TxId> SendAsync(IBitcoinNode node, FundedTransaction funded)
    {
        var signed = await node.SignAsync(funded.UnsignedHex, Token);
        Assert.Equal(new BroadcastAnswer(BroadcastResult.Accepted), await node.BroadcastAsync(signed, HighestRate, Token));
        return RawTransaction.Parse(signed).TxId;
    }

    protected static async Task UnlockInputsAsync(IBitcoinNode node, FundedTransaction funded)
    {
        foreach (var input in RawTransaction.Parse(funded.UnsignedHex).Inputs)
        {
            await node.UnlockAsync(input.OutPoint, Token);
        }
    }
}
