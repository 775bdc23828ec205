using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using static System.FormattableString;

namespace Faucet.Benchmarks.Fees;

/// <summary>What paying everybody came to, once the node has confirmed that it was everybody.</summary>
internal sealed record PaidCase(int Payees, int Transactions, int Inputs, int Changes, Money Fee, TimeSpan Took)
{
    // What a change output that is not worth making may leave to the fee, as the product allows it.
    private const long ForegoneChange = 1_500;

    private const int BlocksAtMost = 3;

    public double FeePerPayout => (double)Fee.Satoshis / Payees;

    public double PerSecond => Payees / Took.TotalSeconds;

    /// <summary>Mines, and judges by what the node says of these transactions.</summary>
    /// <exception cref="BenchmarkException">Somebody got too little, too much, or nothing; or the wallet lost more than that and the fees.</exception>
    public static async Task<PaidCase> CheckAsync(
        RegtestNode node, NodeWallet wallet, Treasury treasury, FeeRate rate, IReadOnlyList<string> txIds, TimeSpan took)
    {
        await MineUntilTakenAsync(node, wallet, txIds);
        var unpaid = treasury.Payees.ToDictionary(payee => payee.ScriptPubKey, payee => payee.Amount);
        var (fees, inputs, changes) = (Money.Zero, 0, 0);
        foreach (var txId in txIds)
        {
            var payment = await wallet.ReadAsync(txId);
            var rest = payment.Outputs.Where(output => !(unpaid.TryGetValue(output.Script, out var due) && due == output.Amount && unpaid.Remove(output.Script))).ToList();
            Require(payment.Confirmations > 0, Invariant($"{wallet.Name}: {txId} is in no block."));
            Require(rest.Count <= 1, Invariant($"{wallet.Name}: {txId} has {rest.Count} outputs that pay nobody what is due."));
            var least = rate.FeeFor(payment.VSize);
            Require(
                payment.Fee >= least && payment.Fee.Satoshis <= least.Satoshis + (least.Satoshis / 100) + (rest.Count == 0 ? ForegoneChange : 0),
                Invariant($"{wallet.Name}: {txId} pays {payment.Fee} for {payment.VSize} vB, not {rate}."));
            (fees, inputs, changes) = (fees + payment.Fee, inputs + payment.Inputs, changes + rest.Count);
        }

        Require(unpaid.Count == 0, Invariant($"{wallet.Name}: {unpaid.Count} of {treasury.Payees.Count} were not paid what is due."));
        var (held, left) = (await wallet.BalanceAsync(), treasury.Coins.Sum() - treasury.Due - fees);
        Require(held == left, Invariant($"{wallet.Name} holds {held} instead of {left}."));
        return new PaidCase(treasury.Payees.Count, txIds.Count, inputs, changes, fees, took);
    }

    public override string ToString() =>
        Invariant($"{FeePerPayout:0.00} sat a payout; {Transactions} transactions, {Inputs} inputs, {Changes} change; {Took.TotalMilliseconds:N0} ms");

    private static async Task MineUntilTakenAsync(RegtestNode node, NodeWallet wallet, IReadOnlyList<string> txIds)
    {
        for (var block = 0; block < BlocksAtMost; block++)
        {
            await node.MineAsync(1);
            var waiting = 0;
            foreach (var txId in txIds)
            {
                waiting += (await wallet.ReadAsync(txId)).Confirmations > 0 ? 0 : 1;
            }

            if (waiting == 0)
            {
                return;
            }

            Console.WriteLine(Invariant($"{wallet.Name}: {waiting} of {txIds.Count} transactions wait for another block."));
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BenchmarkException(otherwise);
        }
    }
}
