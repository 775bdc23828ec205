using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>What the play chain promises beyond the contract.</summary>
public sealed class SandboxNodeTests
{
    private static readonly FeeRate Rate = FeeRate.FromSatoshisPerVByte(2);
    private static readonly FeeRate HighestRate = FeeRate.FromSatoshisPerVByte(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BitcoinNetwork.Mainnet)]
    [InlineData(BitcoinNetwork.Testnet4)]
    [InlineData(BitcoinNetwork.Signet)]
    [InlineData(BitcoinNetwork.Regtest)]
    public void It_never_stands_in_for_another_chain(BitcoinNetwork network) =>
        Assert.Throws<ArgumentException>(() => new SandboxNode(network, new SandboxNodeOptions()));

    [Fact]
    public async Task It_begins_with_a_treasury_of_one_bitcoin_in_five_deposits()
    {
        using var node = Start();

        Assert.Equal(new HotWalletBalance(Money.FromBitcoin(1), Money.Zero), await node.GetBalanceAsync(Token));
        Assert.Equal(5, (await node.ListChangesAsync(null, 1, Token)).Deposits.Count);
        Assert.Equal(SandboxNode.GenesisHash, (await node.GetStatusAsync(Token)).GenesisHash);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_world()
    {
        using var first = Start();
        using var second = Start();
        using var other = new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions());

        Assert.Equal(await first.GetStatusAsync(Token), await second.GetStatusAsync(Token));
        Assert.Equal(await first.NewDepositAddressAsync(Token), await second.NewDepositAddressAsync(Token));
        Assert.NotEqual((await first.GetStatusAsync(Token)).WalletFingerprint, (await other.GetStatusAsync(Token)).WalletFingerprint);
    }

    [Fact]
    public async Task It_mines_while_that_settles_something_and_then_rests()
    {
        using var node = Start();
        Assert.Equal(1, MineUntilIdle(node, 8));
        Assert.All((await node.ListChangesAsync(null, 1, Token)).Deposits, deposit => Assert.Equal(8, deposit.Confirmations));
        Assert.False(node.MineIfUseful(4));

        var txId = await SendAsync(node, Payee(1, 5000));

        Assert.Equal(4, MineUntilIdle(node, 4));
        Assert.Equal(4, (await node.FindTransactionAsync(txId, Token))!.Confirmations);
    }

    [Fact]
    public async Task A_reorganisation_gives_back_what_was_spent_and_mines_other_blocks()
    {
        using var node = Start();
        var payee = Payee(1, 5000);
        var txId = await SendAsync(node, payee);
        var hash = node.MineBlock();
        node.MineBlock();
        var cursor = (await node.ListChangesAsync(null, 1, Token)).Cursor;
        var before = await node.GetBalanceAsync(Token);

        node.Reorganise(2);

        Assert.Equal(new WalletTransaction(txId, 0, null, null, IsInMempool: true), await node.FindTransactionAsync(txId, Token));
        Assert.Equal(-5, (await Assert.ThrowsAsync<NodeException>(() => node.ListChangesAsync(cursor, 1, Token))).Code);
        Assert.Null(await node.FindUtxoAsync(new OutPoint(txId, 0), Token));
        Assert.NotEqual(hash, node.MineBlock());
        Assert.Equal(1, (await node.FindTransactionAsync(txId, Token))!.Confirmations);
        Assert.Equal(before, await node.GetBalanceAsync(Token));
    }

    [Fact]
    public async Task A_reorganisation_can_let_the_replacement_win()
    {
        using var node = Start(Money.FromBitcoin(0.2m));
        var payee = Payee(1, 5000);
        var first = await FundAsync(node, Rate, payee);
        await node.UnlockAsync(RawTransaction.Parse(first.UnsignedHex).Inputs[0].OutPoint, Token);
        var replacement = await FundAsync(node, FeeRate.FromSatoshisPerVByte(20), payee);
        var loser = await SendAsync(node, first);
        node.MineBlock();
        Assert.Equal(BroadcastResult.Ambiguous, await BroadcastAsync(node, replacement.UnsignedHex));

        node.Reorganise(1);
        var winner = await SendAsync(node, replacement);
        node.MineBlock();

        Assert.Equal(1, (await node.FindTransactionAsync(winner, Token))!.Confirmations);
        Assert.Equal(-1, (await node.FindTransactionAsync(loser, Token))!.Confirmations);
        Assert.Equal(Money.FromBitcoin(0.2m) - payee.Amount - replacement.Fee, (await node.GetBalanceAsync(Token)).Confirmed);
    }

    [Fact]
    public async Task A_mined_payment_whose_outputs_are_all_spent_is_ambiguous()
    {
        using var node = Start(Money.FromSatoshis(100_000));
        var own = await node.NewDepositAddressAsync(Token);
        var script = (await node.DescribeAddressAsync(own, Token)).ScriptPubKey!.Value;
        var first = await node.SignAsync((await FundAsync(node, Rate, new Payee(script, own, Money.FromSatoshis(50_000)))).UnsignedHex, Token);
        await node.BroadcastAsync(first, HighestRate, Token);
        node.MineBlock();

        await SendAsync(node, Payee(1, 90_000));
        node.MineBlock();

        Assert.Equal(BroadcastResult.Ambiguous, (await node.BroadcastAsync(first, HighestRate, Token)).Result);
    }

    [Fact]
    public async Task Change_too_small_to_spend_becomes_fee()
    {
        using var node = Start(Money.FromSatoshis(100_000));

        // Without change 110 vB at 2 sat/vB: 219 to 220 sat. What is left over is below the dust limit of 294 sat.
        var funded = await FundAsync(node, Rate, Payee(1, 99_500));

        Assert.Equal((null, Money.FromSatoshis(500)), (funded.ChangePosition, funded.Fee));
        Assert.Single(RawTransaction.Parse(funded.UnsignedHex).Outputs);
    }

    [Fact]
    public async Task Callers_at_the_same_time_get_different_coins()
    {
        using var node = Start();

        var funded = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => Task.Run(() => FundAsync(node, Rate, Payee(i, 5000)), Token)));

        Assert.Equal(5, funded.SelectMany(each => RawTransaction.Parse(each.UnsignedHex).Inputs).Select(input => input.OutPoint).Distinct().Count());
    }

    [Fact]
    public void Addresses_are_those_of_BIP_173()
    {
        var script = ScriptPubKey.FromHex("0014751e76e8199196d454941c45d1b3a323f1433bd6");

        Assert.Equal("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", SandboxAddresses.Encode(script));
        Assert.Equal(script, SandboxAddresses.Decode("BCRT1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KYGT080"));
        Assert.Null(SandboxAddresses.Decode("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081"));
        Assert.Null(SandboxAddresses.Decode("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygT080"));
    }

    internal static Payee Payee(int number, long satoshis)
    {
        var script = ScriptPubKey.FromBytes([0, 20, .. new byte[18], (byte)(number >> 8), (byte)(number & 255)]);
        return new Payee(script, SandboxAddresses.Encode(script), Money.FromSatoshis(satoshis));
    }

    internal static async Task<FundedTransaction> FundAsync(IBitcoinNode node, FeeRate rate, params Payee[] payees) =>
        await node.FundAsync(new FundingRequest(payees, rate, payees.Length, (await node.GetStatusAsync(Token)).Height), Token);

    internal static async Task<TxId> SendAsync(IBitcoinNode node, params Payee[] payees) => await SendAsync(node, await FundAsync(node, Rate, payees));

    internal static async Task<TxId> SendAsync(IBitcoinNode node, FundedTransaction funded)
    {
        Assert.Equal(BroadcastResult.Accepted, await BroadcastAsync(node, funded.UnsignedHex));
        return RawTransaction.Parse(funded.UnsignedHex).TxId;
    }

    /// <summary>Also for what can't be signed any more because its coins are gone: then unsigned.</summary>
    private static async Task<BroadcastResult> BroadcastAsync(IBitcoinNode node, string unsignedHex)
    {
        try
        {
            unsignedHex = await node.SignAsync(unsignedHex, Token);
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            // The node says of the unsigned bytes what it would say of the signed ones: it looks for the coins first.
        }

        return (await node.BroadcastAsync(unsignedHex, HighestRate, Token)).Result;
    }

    private static int MineUntilIdle(SandboxNode node, int depth)
    {
        var blocks = 0;
        while (node.MineIfUseful(depth))
        {
            Assert.True(++blocks < 100, "It never rests.");
        }

        return blocks;
    }

    private static SandboxNode Start(params Money[] treasury)
    {
        var options = new SandboxNodeOptions { Seed = [1, 2, 3] };
        return new SandboxNode(BitcoinNetwork.Sandbox, treasury.Length == 0 ? options : options with { Treasury = treasury });
    }
}
