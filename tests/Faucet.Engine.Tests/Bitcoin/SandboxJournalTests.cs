using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>The play chain survives restarts and kills.</summary>
public sealed class SandboxJournalTests : IDisposable
{
    private static readonly FeeRate Rate = FeeRate.FromSatoshisPerVByte(2);
    private static readonly FeeRate HighestRate = FeeRate.FromSatoshisPerVByte(100);

    private readonly string folder = Directory.CreateTempSubdirectory("faucet-sandbox-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(folder, "chain", "sandbox.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_restart_finds_the_chain_again()
    {
        string before;
        string fundedBefore;
        string address;
        using (var node = Open())
        {
            address = await node.NewDepositAddressAsync(Token);
            node.PayIn(address, Money.FromSatoshis(4321));
            await SandboxNodeTests.SendAsync(node, SandboxNodeTests.Payee(1, 5000));
            node.MineBlock();
            await SandboxNodeTests.SendAsync(node, SandboxNodeTests.Payee(2, 6000));
            fundedBefore = (await SandboxNodeTests.FundAsync(node, Rate, SandboxNodeTests.Payee(3, 7000))).UnsignedHex;
            before = await DescribeAsync(node);
        }

        using var again = Open();

        Assert.Equal(before, await DescribeAsync(again));
        Assert.True((await again.DescribeAddressAsync(address, Token)).IsMine);
        Assert.NotEqual(address, await again.NewDepositAddressAsync(Token));
        Assert.Empty(await again.ListLocksAsync(Token));

        // Recorded before the restart, sent after it: the change is still known to be ours.
        var total = Total(await again.GetBalanceAsync(Token));
        var signed = await again.SignAsync(fundedBefore, Token);
        Assert.Equal(BroadcastResult.Accepted, (await again.BroadcastAsync(signed, HighestRate, Token)).Result);
        Assert.InRange((total - Total(await again.GetBalanceAsync(Token))).Satoshis, 7200, 7500);
    }

    [Fact]
    public async Task A_last_line_torn_anywhere_is_forgotten_and_the_rest_kept()
    {
        string before;
        long intact;
        using (var node = Open())
        {
            var address = await node.NewDepositAddressAsync(Token);
            before = await DescribeAsync(node);
            intact = new FileInfo(Path).Length;
            node.PayIn(address, Money.FromSatoshis(4321));
        }

        var whole = await File.ReadAllBytesAsync(Path, Token);
        for (var length = intact; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Path, whole[..(int)length], Token);
            using var torn = Open();
            Assert.Equal(before, await DescribeAsync(torn));
            Assert.Equal(intact, new FileInfo(Path).Length);
        }

        using (var node = Open())
        {
            node.MineBlock();
        }

        using var healed = Open();
        Assert.Equal(8, (await healed.GetStatusAsync(Token)).Height);
    }

    [Fact]
    public void A_journal_that_is_damaged_before_its_end_is_not_used()
    {
        using (var node = Open())
        {
            node.MineBlock();
            node.MineBlock();
        }

        var lines = File.ReadAllLines(Path);
        File.WriteAllLines(Path, [lines[0], lines[1][..^3], lines[2]]);

        Assert.Contains("Line 2", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        File.WriteAllLines(Path, lines[1..]);
        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public async Task Another_process_may_look_but_not_write()
    {
        using var node = Open();
        await SandboxNodeTests.SendAsync(node, SandboxNodeTests.Payee(1, 5000));

        Assert.Throws<IOException>(Open);
        using var reader = SandboxNode.OpenReadOnly(BitcoinNetwork.Sandbox, Path);
        Assert.Equal(await DescribeAsync(node), await DescribeAsync(reader));
        var written = new FileInfo(Path).Length;
        Assert.Equal(NodeFailure.Refused, Assert.Throws<NodeException>(reader.MineBlock).Failure);
        var payment = await SandboxNodeTests.FundAsync(node, Rate, SandboxNodeTests.Payee(2, 5000));
        var signed = await node.SignAsync(payment.UnsignedHex, Token);
        await Assert.ThrowsAsync<NodeException>(() => reader.BroadcastAsync(signed, HighestRate, Token));

        Assert.Equal(written, new FileInfo(Path).Length);
        Assert.Throws<FileNotFoundException>(() => SandboxNode.OpenReadOnly(BitcoinNetwork.Sandbox, System.IO.Path.Combine(folder, "none")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_histories_lose_no_satoshi_and_replay_the_same(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        var payments = new Dictionary<TxId, Money>();
        var expected = Money.FromBitcoin(1);
        string before;
        using (var node = Open())
        {
            for (var step = 0; step < 100; step++)
            {
                switch (random.Next(6))
                {
                    case 0:
                        node.MineBlock();
                        break;
                    case 1 when (await node.GetStatusAsync(Token)).Height > 5:
                        node.Reorganise(random.Next(1, 4));
                        break;
                    case 2:
                        var amount = Money.FromSatoshis(random.Next(1000, 1_000_000));
                        node.PayIn(await node.NewDepositAddressAsync(Token), amount);
                        expected += amount;
                        break;
                    default:
                        expected -= await TryPayAsync(node, random, payments);
                        break;
                }

                Assert.Equal(expected, Total(await node.GetBalanceAsync(Token)));
            }

            before = await DescribeAsync(node);
        }

        Assert.NotEmpty(payments);
        using var again = Open();
        Assert.Equal(before, await DescribeAsync(again));
    }

    private static Money Total(HotWalletBalance balance) => balance.Confirmed + balance.Unconfirmed;

    /// <summary>What left the wallet: payment and fee, or nothing where no confirmed coin is free.</summary>
    private static async Task<Money> TryPayAsync(SandboxNode node, Random random, Dictionary<TxId, Money> payments)
    {
        var payee = SandboxNodeTests.Payee(random.Next(10_000), random.Next(1000, 9_000_000));
        try
        {
            var funded = await SandboxNodeTests.FundAsync(node, FeeRate.FromSatoshisPerVByte(random.Next(1, 20)), payee);
            payments.Add(await SandboxNodeTests.SendAsync(node, funded), payee.Amount);
            return payee.Amount + funded.Fee;
        }
        catch (NodeException exception) when (exception.Code == -4)
        {
            return Money.Zero;
        }
    }

    /// <summary>All that an outsider can see, as text.</summary>
    private static async Task<string> DescribeAsync(SandboxNode node)
    {
        var changes = await node.ListChangesAsync(null, 1, Token);
        var found = new List<WalletTransaction?>();
        foreach (var txId in changes.Spends)
        {
            found.Add(await node.FindTransactionAsync(txId, Token));
        }

        return string.Join(
            '\n',
            [
                await node.GetStatusAsync(Token),
                await node.GetBalanceAsync(Token),
                changes.Cursor,
                .. changes.Deposits.OrderBy(deposit => deposit.OutPoint.ToString(), StringComparer.Ordinal),
                .. found.OrderBy(transaction => transaction!.TxId.ToString(), StringComparer.Ordinal),
            ]);
    }

    private SandboxNode Open() => new(BitcoinNetwork.Sandbox, new SandboxNodeOptions { JournalPath = Path });
}
