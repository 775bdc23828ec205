using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Replacing a transaction of the mempool by one with a higher fee.</summary>
public abstract partial class BitcoinNodeContract
{
    [Fact]
    public async Task A_replacement_spends_the_same_coins_pays_the_same_and_evicts_the_original()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        var original = await FundAsync(node, payee);
        var replaced = await SendAsync(node, original);

        var replacement = await ReplaceAsync(node, original, payee, FeeRate.FromSatoshisPerVByte(9));
        var (before, after) = (RawTransaction.Parse(original.UnsignedHex), RawTransaction.Parse(replacement.UnsignedHex));
        var txId = await SendAsync(node, replacement);

        Assert.Equal(before.Inputs.Select(i => i.OutPoint), after.Inputs.Select(i => i.OutPoint));
        Assert.Equal(before.Outputs.Select(o => o.ScriptPubKey), after.Outputs.Select(o => o.ScriptPubKey));
        Assert.Equal(payee.Amount, after.Outputs.Single(o => o.ScriptPubKey == payee.ScriptPubKey).Amount);
        Assert.True((await node.FindTransactionAsync(txId, Token))!.IsInMempool);
        Assert.False((await node.FindTransactionAsync(replaced, Token))!.IsInMempool);
        Assert.Equal(0, (await node.FindTransactionAsync(replaced, Token))!.Confirmations);
        await MineAsync();
        Assert.Equal(-1, (await node.FindTransactionAsync(replaced, Token))!.Confirmations);
    }

    [Fact]
    public async Task A_replacement_that_needs_more_adds_a_confirmed_coin_and_never_the_change_of_the_original()
    {
        var node = await StartAsync(Coin, Coin);
        var other = (await node.ListChangesAsync(null, 1, Token)).Deposits[1].OutPoint;
        var payee = await NewPayeeAsync(Coin - Money.FromSatoshis(1_500));
        await node.LockAsync(other, Token);
        var original = await FundAsync(node, payee);
        await node.UnlockAsync(other, Token);
        await SendAsync(node, original);

        var replacement = await ReplaceAsync(node, original, payee, FeeRate.FromSatoshisPerVByte(15));

        var (before, after) = (RawTransaction.Parse(original.UnsignedHex), RawTransaction.Parse(replacement.UnsignedHex));
        Assert.Single(before.Inputs);
        Assert.Equal(2, after.Inputs.Count);
        Assert.Contains(before.Inputs[0].OutPoint, after.Inputs.Select(i => i.OutPoint));
        Assert.DoesNotContain(after.Inputs, input => input.OutPoint.TxId == before.TxId);
        await SendAsync(node, replacement);
    }

    [Fact]
    public async Task A_replacement_that_pays_too_little_more_is_ambiguous_and_changes_nothing()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        var original = await FundAsync(node, payee);
        var replaced = await SendAsync(node, original);
        var increment = (await node.GetStatusAsync(Token)).FeeIncrement;
        Assert.NotEqual(0, increment.SatoshisPerKvB);

        var step = FeeRate.FromSatoshisPerKvB(Rate.SatoshisPerKvB + (increment.SatoshisPerKvB / 2));
        var replacement = await ReplaceAsync(node, original, payee, step);
        var answer = await node.BroadcastAsync(await node.SignAsync(replacement.UnsignedHex, Token), HighestRate, Token);

        Assert.Equal(BroadcastResult.Ambiguous, answer.Result);
        Assert.True((await node.FindTransactionAsync(replaced, Token))!.IsInMempool);
    }

    [Fact]
    public async Task The_least_fee_that_outbids_is_accepted()
    {
        var node = await StartAsync(Coin);
        var payee = await NewPayeeAsync(Coin.Percent(10));
        var original = await FundAsync(node, payee);
        var replaced = await SendAsync(node, original);
        var pending = await node.FindPendingFeesAsync(replaced, Token);
        Assert.NotNull(pending);
        Assert.Equal(original.Fee, pending);
        Assert.Null(await node.FindPendingFeesAsync(TxId.Parse(new string('5', 64)), Token));

        var vsize = RawTransaction.Parse(await node.SignAsync(original.UnsignedHex, Token)).VSize;
        var least = pending.Value + (await node.GetStatusAsync(Token)).FeeIncrement.FeeFor(vsize) + Money.FromSatoshis(1);
        var replacement = await ReplaceAsync(node, original, payee, FeeRate.FromSatoshisPerVByte((decimal)least.Satoshis / vsize));

        await SendAsync(node, replacement);
    }

    private static async Task<FundedTransaction> ReplaceAsync(IBitcoinNode node, FundedTransaction original, Payee payee, FeeRate rate)
    {
        var transaction = RawTransaction.Parse(original.UnsignedHex);
        var change = original.ChangePosition is { } vout ? transaction.Outputs[vout].ScriptPubKey : (ScriptPubKey?)null;
        var request = new FundingRequest([payee], rate, original.ChangePosition ?? 1, (await node.GetStatusAsync(Token)).Height)
        {
            Inputs = [.. transaction.Inputs.Select(input => input.OutPoint)],
            ChangeAddress = change is { } script ? AddressCodec.Encode(script, BitcoinNetwork.Regtest) : null,
        };
        return await node.FundAsync(request, Token);
    }
}
