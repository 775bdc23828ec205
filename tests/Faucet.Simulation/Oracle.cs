using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Simulation;

/// <summary>What must be true at every moment, asked of the chain and the database and never of the code that is tried.</summary>
internal sealed class Oracle(SandboxNode chain, FaucetDatabase database, Func<SimulatedFaucet> faucet)
{
    // Asked after every step.
    private static readonly Func<FaucetDbContext, IAsyncEnumerable<Owed>> Withdrawals = EF.CompileAsyncQuery(
        (FaucetDbContext db) => db.Withdrawals.Select(w => new Owed(w.Id, w.ScriptPubKey, w.State, w.Amount)));

    private static readonly Func<FaucetDbContext, IAsyncEnumerable<Item>> Items = EF.CompileAsyncQuery(
        (FaucetDbContext db) => db.BatchItems.Select(i => new Item(i.BatchId, i.WithdrawalId)));

    private static readonly Func<FaucetDbContext, IAsyncEnumerable<Attempt>> Attempts = EF.CompileAsyncQuery(
        (FaucetDbContext db) => db.PayoutTransactions.OrderBy(t => t.BatchId).ThenBy(t => t.Sequence)
            .Select(t => new Attempt(t.BatchId, t.Sequence, t.State, t.Paid, t.SignedHex)));

    /// <summary>I2: nothing is signed that is not written down.</summary>
    public async Task AssertRecordedAsync(string unsignedHex)
    {
        await using var db = database.Open();
        Assert.True(await db.PayoutTransactions.AnyAsync(t => t.UnsignedHex == unsignedHex), "The node was asked to sign what no row records.");
    }

    /// <summary>I3: nothing is sent that is not stored.</summary>
    public async Task AssertStoredAsync(string signedHex)
    {
        await using var db = database.Open();
        Assert.True(await db.PayoutTransactions.AnyAsync(t => t.SignedHex == signedHex), "Bytes were sent that no row holds.");
    }

    /// <summary>Each withdrawal is paid not at all or exactly, each settled one is paid, no cancelled one is, and attempts of a batch can't both confirm.</summary>
    /// <returns>What happened, in words that don't depend on ids and keys, which are drawn anew each time.</returns>
    public async Task<string> AssertSafeAsync()
    {
        var (withdrawals, items, attempts) = await ReadAsync();
        foreach (var wallet in withdrawals.GroupBy(w => w.ScriptPubKey))
        {
            var paid = chain.PaidTo(wallet.Key).Satoshis;
            var settled = wallet.Where(w => w.State == WithdrawalState.Final).Sum(w => w.Amount.Satoshis);
            var open = wallet.Where(w => w.State is not (WithdrawalState.Final or WithdrawalState.Cancelled)).Sum(w => w.Amount.Satoshis);
            Assert.True(paid == settled || paid == settled + open, $"The chain paid {paid} sat to a visitor who is owed {settled} settled and {open} open.");
        }

        Assert.Equal(items.Count, items.DistinctBy(item => item.WithdrawalId).Count());
        var signed = attempts.Where(t => t.SignedHex is not null).ToLookup(t => t.BatchId, t => RawTransaction.Parse(t.SignedHex!));
        var all = signed.SelectMany(batch => batch).ToDictionary(transaction => transaction.TxId);
        foreach (var batch in signed)
        {
            var members = items.Where(item => item.BatchId == batch.Key).Select(item => item.WithdrawalId).ToHashSet();
            AssertLineage([.. batch], withdrawals.Where(w => members.Contains(w.Id)), all);
        }

        var states = withdrawals.CountBy(w => w.State).OrderBy(count => count.Key);
        return string.Join(' ', attempts.Select(t => $"{t.BatchId}.{t.Sequence}:{t.State}:{t.Paid.Satoshis}").Concat(states.Select(count => $"{count.Key}={count.Value}")));
    }

    public async Task AssertBooksAsync()
    {
        var laws = await faucet().Get<LedgerVerifier>().VerifyAsync(CancellationToken.None);
        Assert.All(laws, law => Assert.True(law.Holds, $"{law.Law}: {law.Figures}"));
    }

    /// <returns>Withdrawals that are not settled, and cancellations that have not ended.</returns>
    public async Task<int> OpenAsync()
    {
        await using var db = database.Open();
        return await db.Withdrawals.CountAsync(w => w.State != WithdrawalState.Final && w.State != WithdrawalState.Cancelled)
            + await db.PayoutBatches.CountAsync(b => b.Cancels != null && b.State != BatchState.Final && b.State != BatchState.Abandoned);
    }

    /// <summary>After all has healed: everybody has everything, and ledger and node agree to the satoshi.</summary>
    /// <returns>As <see cref="AssertSafeAsync"/>.</returns>
    public async Task<string> AssertSettledAsync()
    {
        var description = await AssertSafeAsync();
        await AssertBooksAsync();
        var law = await faucet().Get<HotWalletCheck>().CheckAsync(CancellationToken.None);
        Assert.True(law.Holds, $"{law.Law}: {law.Figures}");
        foreach (var wallet in (await ReadAsync()).Withdrawals.GroupBy(w => w.ScriptPubKey))
        {
            Assert.Equal(wallet.Where(w => w.State == WithdrawalState.Final).Sum(w => w.Amount.Satoshis), chain.PaidTo(wallet.Key).Satoshis);
        }

        return description;
    }

    private async Task<Records> ReadAsync()
    {
        await using var db = database.Open();
        return new Records(await ListAsync(Withdrawals(db)), await ListAsync(Items(db)), await ListAsync(Attempts(db)));
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> rows)
    {
        List<T> list = [];
        await foreach (var row in rows)
        {
            list.Add(row);
        }

        return list;
    }

    private static void AssertLineage(IReadOnlyList<RawTransaction> attempts, IEnumerable<Owed> members, Dictionary<TxId, RawTransaction> all)
    {
        var payees = members.GroupBy(w => w.ScriptPubKey).ToDictionary(same => same.Key, same => same.Sum(w => w.Amount.Satoshis));
        foreach (var (transaction, number) in attempts.Select((transaction, number) => (transaction, number)))
        {
            // All that is in every chain which holds this one: whatever of it has a coin of an earlier attempt keeps that one out.
            var coins = WithAncestors(transaction, all).SelectMany(member => member.Inputs).Select(input => input.OutPoint).ToHashSet();
            foreach (var earlier in attempts.Take(number))
            {
                Assert.True(earlier.Inputs.Any(input => coins.Contains(input.OutPoint)), $"I4, I7: {earlier.TxId} and {transaction.TxId} of one batch could both confirm.");
                Assert.DoesNotContain(coins, coin => coin.TxId == earlier.TxId);
            }

            var paid = transaction.Outputs.Where(output => payees.ContainsKey(output.ScriptPubKey)).ToDictionary(output => output.ScriptPubKey, output => output.Amount.Satoshis);
            Assert.Equal(payees, paid);
        }
    }

    private static IEnumerable<RawTransaction> WithAncestors(RawTransaction transaction, Dictionary<TxId, RawTransaction> all) =>
        transaction.Inputs.Select(input => all.GetValueOrDefault(input.OutPoint.TxId)).OfType<RawTransaction>().Distinct()
            .SelectMany(parent => WithAncestors(parent, all)).Prepend(transaction);

    private sealed record Records(IReadOnlyList<Owed> Withdrawals, IReadOnlyList<Item> Items, IReadOnlyList<Attempt> Attempts);

    private sealed record Owed(Guid Id, ScriptPubKey ScriptPubKey, WithdrawalState State, Money Amount);

    private sealed record Item(long BatchId, Guid WithdrawalId);

    private sealed record Attempt(long BatchId, int Sequence, TransactionState State, Money Paid, string? SignedHex);
}
