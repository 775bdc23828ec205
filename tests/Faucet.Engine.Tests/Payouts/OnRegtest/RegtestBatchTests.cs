using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>What a batch is on a real chain: whom it pays, what it weighs, what it costs.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestBatchTests(RegtestNode regtest)
{
    private const int KindsOfScript = 5;

    [Fact]
    public async Task Three_hundred_payees_of_five_kinds_of_script_get_exactly_their_amounts_by_one_transaction()
    {
        const int payees = 300;
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.2m), Money.FromBitcoin(0.1m), Money.FromBitcoin(0.05m));
        await world.Faucet.SetAsync("claim.prizes", "100:6 137:3 250:1");
        await world.Faucet.SetAsync("payout.batch-maximum", $"{payees}");
        for (var number = 0; number < payees; number++)
        {
            await world.FillWalletAsync(AddressOf(number), number);
        }

        await world.CycleAsync();
        await world.SettleAsync();

        await world.AssertAllPaidOnceAsync();
        var attempt = Assert.Single(await world.AttemptsAsync());
        Assert.Equal(payees, RawTransaction.Parse(attempt.UnsignedHex).Outputs.Count - 1);
        AssertAsPlanned(attempt, await regtest.RpcAsync("gettransaction", new { txid = attempt.TxId.ToString(), verbose = true }, world.Wallet));
    }

    /// <remarks>Each batch has a coin of its own to spend, so that none of them waits for a block.</remarks>
    [Fact]
    public async Task Three_thousand_payees_are_paid_by_batches_that_every_node_relays()
    {
        const int payees = 3_000;
        const int mostInOne = 250;
        const int heaviestThatIsRelayed = 400_000;
        await using var world = await RegtestWorld.CreateAsync(regtest, [.. Enumerable.Repeat(Money.FromBitcoin(0.1m), payees / mostInOne)]);
        world.Node.Estimate = RegtestWorld.OneCoinRate;
        await world.FillWalletsAsync([.. Enumerable.Range(0, payees).Select(AddressOf)]);

        await world.SettleAsync();

        await world.AssertAllPaidOnceAsync();
        var sent = (await world.AttemptsAsync()).Select(attempt => RawTransaction.Parse(attempt.SignedHex!)).ToList();
        Assert.All(sent, transaction => Assert.InRange(transaction.Outputs.Count - 1, 1, mostInOne));
        Assert.All(sent, transaction => Assert.InRange(transaction.Weight, 1, heaviestThatIsRelayed));
        Assert.Equal(payees, sent.Sum(transaction => transaction.Outputs.Count - 1));
    }

    /// <summary>An upper-case address is the same, and so is the wallet (BIP 173).</summary>
    [Fact]
    public async Task Claims_of_three_people_with_one_address_are_paid_by_one_output()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.Faucet.SetAsync("claim.wallet-cooldown-seconds", "0");
        await world.Faucet.SetAsync("payout.threshold-sat", $"{3 * RegtestWorld.Drip}");
        var address = world.AddressOf(1);
        await world.FillWalletAsync(address, 1);
        await world.FillWalletAsync(address.ToUpperInvariant(), 2);
        await world.CycleAsync();
        Assert.Empty(await world.AttemptsAsync());
        await world.FillWalletAsync(address, 3);

        await world.CycleAsync();
        await world.SettleAsync();

        await world.AssertAllPaidOnceAsync();
        var outputs = RawTransaction.Parse(Assert.Single(await world.AttemptsAsync()).SignedHex!).Outputs;
        Assert.Equal(3 * RegtestWorld.Drip, Assert.Single(outputs, output => output.ScriptPubKey == RegtestWorld.ScriptOf(address)).Amount.Satoshis);
    }

    [Fact]
    public async Task The_least_that_the_node_pays_to_each_kind_of_script_is_our_dust_threshold()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        for (var kind = 0; kind < KindsOfScript; kind++)
        {
            var address = AddressOf(kind);
            var script = RegtestWorld.ScriptOf(address);
            var least = OutputCost.DustThreshold(script);
            FundingRequest Request(Money amount) => new([new Payee(script, address, amount)], FeeRate.FromSatoshisPerVByte(2), 0, 0);

            var refused = await Assert.ThrowsAsync<NodeException>(
                () => world.Node.FundAsync(Request(least - Money.FromSatoshis(1)), CancellationToken.None));
            var funded = await world.Node.FundAsync(Request(least), CancellationToken.None);

            Assert.Equal(-4, refused.Code);
            var signed = await world.Node.SignAsync(funded.UnsignedHex, CancellationToken.None);
            var verdict = (await regtest.RpcAsync("testmempoolaccept", new { rawtxs = new[] { signed } }))[0];
            Assert.True(verdict.GetProperty("allowed").GetBoolean(), verdict.ToString());
            await world.Node.UnlockAsync(RawTransaction.Parse(signed).Inputs[0].OutPoint, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Batches_that_are_made_at_once_spend_different_coins()
    {
        const int batches = 4;
        await using var world = await RegtestWorld.CreateAsync(regtest, [.. Enumerable.Repeat(RegtestWorld.EnoughCoin, 3 * batches)]);
        FundingRequest Request(int number) => new(
            [new Payee(RegtestWorld.ScriptOf(world.AddressOf(number)), world.AddressOf(number), Money.FromSatoshis(RegtestWorld.Drip))],
            RegtestWorld.OneCoinRate, 0, 0);

        var funded = await Task.WhenAll(Enumerable.Range(1, batches).Select(number => world.Node.FundAsync(Request(number), CancellationToken.None)));

        var spent = funded.SelectMany(f => RawTransaction.Parse(f.UnsignedHex).Inputs).Select(input => input.OutPoint).ToList();
        Assert.Equal(spent.Count, spent.Distinct().Count());
        Assert.Equal(spent.ToHashSet(), await world.LocksAsync());
    }

    private static void AssertAsPlanned(PayoutTransaction attempt, JsonElement mined)
    {
        var (unsigned, signed) = (RawTransaction.Parse(attempt.UnsignedHex), RawTransaction.Parse(attempt.SignedHex!));
        Assert.Equal(attempt.TxId, unsigned.TxId);
        Assert.Equal(attempt.SignedHex, mined.GetProperty("hex").GetString());
        Assert.Equal(attempt.TxId.ToString(), mined.GetProperty("decoded").GetProperty("txid").GetString());
        Assert.Equal(-attempt.Fee.Satoshis, Satoshis(mined.GetProperty("fee").GetDecimal()));

        // The formula allows for the longest signature; most are a byte or two shorter (DER, low R).
        var scripts = signed.Outputs.Select(output => output.ScriptPubKey).Take(signed.Outputs.Count - 1).ToList();
        var change = signed.Outputs.Single(output => output.Amount == attempt.Change);
        var payees = signed.Outputs.Where(output => output != change).Select(output => output.ScriptPubKey).ToList();
        var shorter = signed.Inputs.Sum(input => 72 - (input.Witness[0].Length / 2));
        Assert.InRange(shorter, signed.Inputs.Count, 3 * signed.Inputs.Count);
        Assert.Equal(BatchWeight.Of(signed.Inputs.Count, payees, hasChange: true) - shorter, mined.GetProperty("decoded").GetProperty("weight").GetInt32());
        Assert.Equal(scripts.Count, payees.Count);
    }

    private static long Satoshis(decimal bitcoin) => (long)(bitcoin * Money.SatoshisPerBitcoin);

    /// <summary>P2PKH, P2SH, P2WPKH, P2WSH and P2TR in turn.</summary>
    private static string AddressOf(int number)
    {
        var hash = new byte[32];
        BitConverter.TryWriteBytes(hash, number + 1);
        byte[] script = (number % KindsOfScript) switch
        {
            0 => [0x76, 0xa9, 0x14, .. hash[..20], 0x88, 0xac],
            1 => [0xa9, 0x14, .. hash[..20], 0x87],
            2 => [0x00, 0x14, .. hash[..20]],
            3 => [0x00, 0x20, .. hash],
            _ => [0x51, 0x20, .. hash],
        };
        return AddressCodec.Encode(ScriptPubKey.FromBytes(script), BitcoinNetwork.Regtest);
    }
}
