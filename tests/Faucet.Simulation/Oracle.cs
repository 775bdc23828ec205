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
internal sealed class Oracle(SandboxNode chain, Func<SimulatedFaucet> faucet)
{
    /// <summary>I2: nothing is signed that is not written down.</summary>
    public async Task AssertRecordedAsync(string unsignedHex)
    {
        await using var db = Open();
        Assert.True(await db.PayoutTransactions.AnyAsync(t => t.UnsignedHex == unsignedHex), "The node was asked to sign what no row records.");
    }

    /// <summary>I3: nothing is sent that is not stored.</summary>
    public async Task AssertStoredAsync(string signedHex)
    {
        await using var db = Open();
        Assert.True(await db.PayoutTransactions.AnyAsync(t => t.SignedHex == signedHex), "Bytes were sent that no row holds.");
    }

    /// <summary>Each withdrawal is paid not at all or exactly, each settled one is paid, no cancelled one is, and attempts of a batch can't both confirm.</summary>
    public async Task AssertSafeAsync()
    {
        await using var db = Open();
        var withdrawals = await db.Withdrawals.AsNoTracking().ToListAsync();
        foreach (var wallet in withdrawals.GroupBy(w => w.ScriptPubKey))
        {
            var paid = chain.PaidTo(wallet.Key).Satoshis;
            var settled = wallet.Where(w => w.State == WithdrawalState.Final).Sum(w => w.Amount.Satoshis);
            var open = wallet.Where(w => w.State is not (WithdrawalState.Final or WithdrawalState.Cancelled)).Sum(w => w.Amount.Satoshis);
            Assert.True(paid == settled || paid == settled + open, $"The chain paid {paid} sat to a visitor who is owed {settled} settled and {open} open.");
        }

        var batched = await db.BatchItems.Select(i => i.WithdrawalId).ToListAsync();
        Assert.Equal(batched.Count, batched.Distinct().Count());
        foreach (var batch in (await db.PayoutTransactions.AsNoTracking().Where(t => t.SignedHex != null).OrderBy(t => t.Sequence).ToListAsync()).GroupBy(t => t.BatchId))
        {
            await AssertLineageAsync(db, batch.Key, [.. batch]);
        }
    }

    public async Task AssertBooksAsync()
    {
        var laws = await faucet().Get<LedgerVerifier>().VerifyAsync(CancellationToken.None);
        Assert.All(laws, law => Assert.True(law.Holds, $"{law.Law}: {law.Figures}"));
    }

    /// <returns>Withdrawals that are not settled.</returns>
    public async Task<int> OpenWithdrawalsAsync()
    {
        await using var db = Open();
        return await db.Withdrawals.CountAsync(w => w.State != WithdrawalState.Final && w.State != WithdrawalState.Cancelled);
    }

    /// <summary>After all has healed: everybody has everything, and ledger and node agree to the satoshi.</summary>
    public async Task AssertSettledAsync()
    {
        await AssertSafeAsync();
        await AssertBooksAsync();
        var law = await faucet().Get<HotWalletCheck>().CheckAsync(CancellationToken.None);
        Assert.True(law.Holds, $"{law.Law}: {law.Figures}");
        await using var db = Open();
        foreach (var wallet in (await db.Withdrawals.AsNoTracking().ToListAsync()).GroupBy(w => w.ScriptPubKey))
        {
            Assert.Equal(wallet.Where(w => w.State == WithdrawalState.Final).Sum(w => w.Amount.Satoshis), chain.PaidTo(wallet.Key).Satoshis);
        }
    }

    /// <summary>What happened, in words that don't depend on ids and keys, which are drawn anew each time.</summary>
    public async Task<string> DescribeAsync()
    {
        await using var db = Open();
        var attempts = await db.PayoutTransactions.AsNoTracking().OrderBy(t => t.BatchId).ThenBy(t => t.Sequence)
            .Select(t => new { t.BatchId, t.Sequence, t.State, t.Paid }).ToListAsync();
        var states = (await db.Withdrawals.AsNoTracking().Select(w => w.State).ToListAsync()).CountBy(state => state).OrderBy(count => count.Key);
        return string.Join(' ', attempts.Select(t => $"{t.BatchId}.{t.Sequence}:{t.State}:{t.Paid.Satoshis}").Concat(states.Select(count => $"{count.Key}={count.Value}")));
    }

    private FaucetDbContext Open() => faucet().Get<FaucetDatabase>().Open();

    private static async Task AssertLineageAsync(FaucetDbContext db, long batchId, IReadOnlyList<PayoutTransaction> attempts)
    {
        var members = db.BatchItems.Where(i => i.BatchId == batchId).Select(i => i.WithdrawalId);
        var payees = (await db.Withdrawals.AsNoTracking().Where(w => members.Contains(w.Id)).ToListAsync())
            .GroupBy(w => w.ScriptPubKey).ToDictionary(same => same.Key, same => same.Sum(w => w.Amount.Satoshis));
        HashSet<OutPoint> before = [];
        foreach (var transaction in attempts.Select(attempt => RawTransaction.Parse(attempt.SignedHex!)))
        {
            var inputs = transaction.Inputs.Select(input => input.OutPoint).ToHashSet();
            Assert.True(inputs.IsSupersetOf(before), "I4: an attempt does not spend all coins of the one before: both could confirm.");
            before = inputs;
            var paid = transaction.Outputs.Where(output => payees.ContainsKey(output.ScriptPubKey)).ToDictionary(output => output.ScriptPubKey, output => output.Amount.Satoshis);
            Assert.Equal(payees, paid);
        }
    }
}
