using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Funding, signing, broadcasting and following one transaction.</summary>
public abstract partial class BitcoinNodeContract
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Funding_keeps_payees_in_order_with_change_at_its_position(int position)
    {
        var node = await StartAsync(Coin);
        var payees = new[] { await NewPayeeAsync(Coin.Percent(5)), await NewPayeeAsync(Coin.Percent(3)), await NewPayeeAsync(Coin.Percent(4)) };
        var height = (await node.GetStatusAsync(Token)).Height;

        var funded = await node.FundAsync(new FundingRequest(payees, Rate, position, height), Token);

        var transaction = RawTransaction.Parse(funded.UnsignedHex);
        Assert.Equal(position, funded.ChangePosition);
        Assert.Equal((uint)height, transaction.LockTime);
        Assert.All(transaction.Inputs, input => Assert.Equal(0xfffffffdu, input.Sequence));
        Assert.False(transaction.HasWitness);
        var expected = payees.Select(payee => new TransactionOutput(payee.ScriptPubKey, payee.Amount));
        Assert.Equal(expected, transaction.Outputs.Where((_, index) => index != position));
    }

    [Fact]
    public async Task Fee_is_what_inputs_exceed_outputs_by_and_keeps_to_the_rate()
    {
        var node = await StartAsync(Coin, Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin + Coin.Percent(50)));

        var signed = RawTransaction.Parse(await node.SignAsync(funded.UnsignedHex, Token));

        var coins = new List<Utxo>();
        foreach (var input in signed.Inputs)
        {
            coins.Add((await node.FindUtxoAsync(input.OutPoint, Token))!);
        }

        Assert.Equal(2, coins.Count);
        Assert.Equal(funded.Fee, coins.Select(coin => coin.Amount).Sum() - signed.Outputs.Select(output => output.Amount).Sum());
        Assert.InRange(funded.Fee.Satoshis, Rate.FeeFor(signed.VSize).Satoshis, Rate.FeeFor(signed.VSize + 2).Satoshis);
    }

    [Fact]
    public async Task Funding_chooses_disjoint_coins_and_locks_them()
    {
        var node = await StartAsync(Coin, Coin, Coin);
        var payee = await NewPayeeAsync(Coin.Percent(50));

        var inputs = new List<OutPoint>();
        for (var i = 0; i < 3; i++)
        {
            inputs.AddRange(RawTransaction.Parse((await FundAsync(node, payee)).UnsignedHex).Inputs.Select(input => input.OutPoint));
        }

        Assert.Equal(3, inputs.Distinct().Count());
        Assert.Equal(inputs.ToHashSet(), [.. await node.ListLocksAsync(Token)]);
        await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, payee));
    }

    [Fact]
    public async Task Only_confirmed_coins_are_spent()
    {
        var node = await StartAsync();
        await PayInAsync(await node.NewDepositAddressAsync(Token), Coin);
        var payee = await NewPayeeAsync(Coin.Percent(50));

        await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, payee));
        await MineAsync();

        Assert.NotNull(await FundAsync(node, payee));
    }

    [Fact]
    public async Task Insufficient_funds_are_refused_with_a_code_and_lock_nothing()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin);

        var failure = await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, payee));

        Assert.Equal((NodeFailure.Refused, -4), (failure.Failure, failure.Code));
        Assert.Empty(await node.ListLocksAsync(Token));
    }

    [Fact]
    public async Task Dust_and_one_payee_twice_are_refused()
    {
        var node = await StartAsync(Coin);
        var (dust, notDust) = (await NewPayeeAsync(Money.FromSatoshis(293)), await NewPayeeAsync(Money.FromSatoshis(294)));

        var tooSmall = await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, dust));
        var twice = await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, notDust, notDust));

        Assert.Equal((-4, -8), (tooSmall.Code, twice.Code));
        await SendAsync(node, await FundAsync(node, notDust));
    }

    [Fact]
    public async Task A_transaction_above_the_weight_asked_for_is_not_built()
    {
        var node = await StartAsync(Coin);
        var request = new FundingRequest([await NewPayeeAsync(Coin.Percent(1))], Rate, 0, 0);

        // One P2WPKH input, a payment and change weigh 561 or 562.
        var failure = await Assert.ThrowsAsync<NodeException>(() => node.FundAsync(request with { MaximumWeight = 500 }, Token));

        Assert.Equal(NodeFailure.Refused, failure.Failure);
        Assert.NotNull(await node.FundAsync(request with { MaximumWeight = 600 }, Token));
    }

    [Fact]
    public async Task Signing_keeps_the_id_and_can_be_repeated()
    {
        var node = await StartAsync(Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));

        var (once, again) = (await node.SignAsync(funded.UnsignedHex, Token), await node.SignAsync(funded.UnsignedHex, Token));

        Assert.Equal(RawTransaction.Parse(funded.UnsignedHex).TxId, RawTransaction.Parse(once).TxId);
        Assert.Equal(funded.UnsignedHex, RawTransaction.Parse(once).ToHex(withWitness: false));
        Assert.Equal(once, again);
        Assert.All(RawTransaction.Parse(once).Inputs, input => Assert.Equal(2, input.Witness.Count));
    }

    [Fact]
    public async Task Coins_that_are_not_ours_can_not_be_signed_for()
    {
        var node = await StartAsync(Coin);
        var funded = RawTransaction.Parse((await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)))).UnsignedHex);
        var foreign = funded.Inputs[0] with { OutPoint = new OutPoint(TxId.Parse(new string('5', 64)), 0) };
        var forged = new RawTransaction(funded.Version, [foreign], funded.Outputs, funded.LockTime);

        var failure = await Assert.ThrowsAsync<NodeException>(() => node.SignAsync(forged.ToHex(), Token));

        Assert.Equal(NodeFailure.Refused, failure.Failure);
    }

    [Fact]
    public async Task Broadcasting_the_same_bytes_again_is_harmless()
    {
        var node = await StartAsync(Coin);
        var signed = await node.SignAsync((await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)))).UnsignedHex, Token);

        Assert.Equal(BroadcastResult.Accepted, (await node.BroadcastAsync(signed, HighestRate, Token)).Result);
        Assert.Equal(BroadcastResult.Accepted, (await node.BroadcastAsync(signed, HighestRate, Token)).Result);
        await MineAsync();
        Assert.Equal(BroadcastResult.AlreadyConfirmed, (await node.BroadcastAsync(signed, HighestRate, Token)).Result);
    }

    [Fact]
    public async Task A_double_spend_is_ambiguous_and_never_accepted()
    {
        var node = await StartAsync(Coin);
        var first = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));
        await UnlockInputsAsync(node, first);
        var second = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));
        var signedSecond = await node.SignAsync(second.UnsignedHex, Token);

        var txId = await SendAsync(node, first);
        Assert.Equal(BroadcastResult.Ambiguous, (await node.BroadcastAsync(signedSecond, HighestRate, Token)).Result);
        await MineAsync();
        Assert.Equal(BroadcastResult.Ambiguous, (await node.BroadcastAsync(signedSecond, HighestRate, Token)).Result);

        Assert.Equal(1, (await node.FindTransactionAsync(txId, Token))!.Confirmations);
        Assert.Null(await node.FindTransactionAsync(RawTransaction.Parse(signedSecond).TxId, Token));
    }

    [Fact]
    public async Task A_replacement_that_pays_more_takes_the_place_of_the_first()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        var first = await FundAsync(node, payee);
        await UnlockInputsAsync(node, first);
        var second = await FundAsync(node, FeeRate.FromSatoshisPerVByte(9), payee);

        var loser = await SendAsync(node, first);
        var winner = await SendAsync(node, second);

        Assert.False((await node.FindTransactionAsync(loser, Token))!.IsInMempool);
        Assert.True((await node.FindTransactionAsync(winner, Token))!.IsInMempool);
        await MineAsync(2);
        Assert.Equal(2, (await node.FindTransactionAsync(winner, Token))!.Confirmations);
        Assert.Equal(-2, (await node.FindTransactionAsync(loser, Token))!.Confirmations);
        Assert.Equal([winner], (await node.ListChangesAsync(null, 1, Token)).Spends);
        Assert.Equal(new HotWalletBalance(Coin - payee.Amount - second.Fee, Money.Zero), await node.GetBalanceAsync(Token));
    }

    [Fact]
    public async Task A_rate_above_the_maximum_is_not_sent()
    {
        var node = await StartAsync(Coin);
        var signed = await node.SignAsync((await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)))).UnsignedHex, Token);

        var answer = await node.BroadcastAsync(signed, FeeRate.FromSatoshisPerVByte(3), Token);

        Assert.Equal(BroadcastResult.Rejected, answer.Result);
        Assert.Null(await node.FindTransactionAsync(RawTransaction.Parse(signed).TxId, Token));
        Assert.Equal(BroadcastResult.Accepted, (await node.BroadcastAsync(signed, FeeRate.FromSatoshisPerVByte(4), Token)).Result);
    }

    [Fact]
    public async Task Tampered_or_unsigned_or_garbled_bytes_are_rejected()
    {
        var node = await StartAsync(Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));
        var signed = RawTransaction.Parse(await node.SignAsync(funded.UnsignedHex, Token));
        var greedy = signed.Outputs.Select((output, index) => index == 0 ? output with { Amount = output.Amount + Money.FromSatoshis(1) } : output);
        var tampered = new RawTransaction(signed.Version, signed.Inputs, [.. greedy], signed.LockTime);

        foreach (var hex in new[] { tampered.ToHex(), funded.UnsignedHex, signed.ToHex()[..^2], "00" })
        {
            Assert.Equal(BroadcastResult.Rejected, (await node.BroadcastAsync(hex, HighestRate, Token)).Result);
        }

        Assert.Equal(BroadcastResult.Accepted, (await node.BroadcastAsync(signed.ToHex(), HighestRate, Token)).Result);
    }

    [Fact]
    public async Task A_fee_below_the_floor_is_too_low()
    {
        var node = await StartAsync(Coin);
        var floor = (await node.GetStatusAsync(Token)).MinimumFeeRate;
        var funded = await FundAsync(node, FeeRate.FromSatoshisPerKvB(floor.SatoshisPerKvB / 2), await NewPayeeAsync(Coin.Percent(10)));

        var answer = await node.BroadcastAsync(await node.SignAsync(funded.UnsignedHex, Token), HighestRate, Token);

        Assert.Equal(BroadcastResult.FeeTooLow, answer.Result);
    }

    [Fact]
    public async Task A_transaction_is_followed_from_nowhere_through_the_mempool_into_blocks()
    {
        var node = await StartAsync(Coin);
        var funded = await FundAsync(node, await NewPayeeAsync(Coin.Percent(10)));
        var txId = RawTransaction.Parse(funded.UnsignedHex).TxId;
        Assert.Null(await node.FindTransactionAsync(txId, Token));

        await SendAsync(node, funded);
        Assert.Equal(new WalletTransaction(txId, 0, null, null, IsInMempool: true), await node.FindTransactionAsync(txId, Token));

        await MineAsync();
        var tip = await node.GetStatusAsync(Token);
        Assert.Equal(new WalletTransaction(txId, 1, tip.TipHash, tip.Height, IsInMempool: false), await node.FindTransactionAsync(txId, Token));

        await MineAsync();
        Assert.Equal(2, (await node.FindTransactionAsync(txId, Token))!.Confirmations);
    }

    [Fact]
    public async Task An_output_can_be_found_while_the_chain_has_it_unspent()
    {
        var node = await StartAsync(Coin);
        var deposit = (await node.ListChangesAsync(null, 1, Token)).Deposits[0].OutPoint;
        var payee = await NewPayeeAsync(Coin.Percent(10));

        var txId = await SendAsync(node, await FundAsync(node, payee));

        // The mempool is not asked: the coin is there, the payment not yet.
        Assert.Equal(Coin, (await node.FindUtxoAsync(deposit, Token))!.Amount);
        Assert.Null(await node.FindUtxoAsync(new OutPoint(txId, 0), Token));
        await MineAsync();
        Assert.Null(await node.FindUtxoAsync(deposit, Token));
        var expected = new Utxo(new OutPoint(txId, 0), payee.ScriptPubKey, payee.Amount);
        Assert.Equal(expected, await node.FindUtxoAsync(new OutPoint(txId, 0), Token));
        Assert.Null(await node.FindUtxoAsync(new OutPoint(txId, 99), Token));
    }

    [Fact]
    public async Task Locking_and_unlocking_can_be_repeated()
    {
        var node = await StartAsync(Coin, Coin);
        var coins = (await node.ListChangesAsync(null, 1, Token)).Deposits.Select(deposit => deposit.OutPoint).ToList();

        await node.LockAsync(coins[0], Token);
        await node.LockAsync(coins[1], Token);
        await node.LockAsync(coins[1], Token);
        Assert.Equal(coins.ToHashSet(), [.. await node.ListLocksAsync(Token)]);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        await Assert.ThrowsAsync<NodeException>(() => FundAsync(node, payee));

        await node.UnlockAsync(coins[0], Token);
        await node.UnlockAsync(coins[0], Token);
        Assert.Equal([coins[1]], await node.ListLocksAsync(Token));
        await node.LockAsync(new OutPoint(TxId.Parse(new string('5', 64)), 0), Token);
        await node.UnlockAsync(new OutPoint(TxId.Parse(new string('5', 64)), 0), Token);
        Assert.Equal([coins[1]], await node.ListLocksAsync(Token));
        Assert.Equal(coins[0], RawTransaction.Parse((await FundAsync(node, payee)).UnsignedHex).Inputs[0].OutPoint);
    }
}
