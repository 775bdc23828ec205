using System.Runtime.InteropServices;

namespace Faucet.Engine.Ledger;

/// <summary>What the rows of the ledger come to, account by account and day by day, when each is read once.</summary>
/// <remarks>
/// Amounts in satoshis. In SQL the same takes sorting all transfers several times over: minutes for tens of millions of them.
/// Once all accounts are known, one thread may add transfers and wallets while another adds claims and days: they touch different sums.
/// Rows come many at a time: what one of them waits for in memory, the processor fetches for the next ones too.
/// </remarks>
internal sealed class LedgerTotals
{
    private const int PageBits = 12;

    /// <summary>By the account's number, a few thousand to a page: they are handed out one by one, with gaps, and an intruder's may be anything.</summary>
    private readonly Dictionary<long, Page> pages = [];

    /// <summary>Gathers what belongs to accounts that there are not.</summary>
    private readonly Page nowhere = new();
    private readonly Dictionary<long, long> days = [];

    public long Transfers { get; private set; }

    public long BadTransfers { get; private set; }

    public long Wallets { get; private set; }

    public long WrongBalances { get; private set; }

    public long Claims { get; private set; }

    public long Days { get; private set; }

    /// <summary>Accounts whose drips are not exactly their claims.</summary>
    public long AccountsWithOtherDrips => pages.Values.Append(nowhere)
        .Sum(page => page.Moved.Zip(page.Claimed).LongCount(sums => sums.First.Drips != sums.Second.Count || sums.First.DripSum != sums.Second.Sum));

    public long DaysWithOtherClaims => days.Values.LongCount(difference => difference != 0);

    /// <summary>All accounts, before anything that names one.</summary>
    /// <param name="rows">Numbers of accounts.</param>
    public void AddAccounts(ReadOnlySpan<long> rows)
    {
        foreach (var id in rows)
        {
            ref var page = ref CollectionsMarshal.GetValueRefOrAddDefault(pages, id >> PageBits, out _);
            page ??= new Page();
            page.Moved[InPage(id)].Exists = true;
        }
    }

    /// <param name="rows">Debit, credit, amount, and 1 for a drip.</param>
    /// <exception cref="OverflowException">The sums are beyond any amount of bitcoin: somebody wrote into the table.</exception>
    public void AddTransfers(ReadOnlySpan<long> rows)
    {
        for (; !rows.IsEmpty; rows = rows[4..])
        {
            var (debit, credit, amount) = (rows[0], rows[1], rows[2]);
            ref var from = ref Moving(debit);
            ref var to = ref Moving(credit);
            Transfers++;
            if (amount <= 0 || debit == credit || !from.Exists || !to.Exists)
            {
                BadTransfers++;
            }

            checked
            {
                from.Balance -= amount;
                to.Balance += amount;
                if (rows[3] == 1)
                {
                    to.Drips++;
                    to.DripSum += amount;
                }
            }
        }
    }

    /// <param name="rows">Account and balance.</param>
    public void AddWallets(ReadOnlySpan<long> rows)
    {
        for (; !rows.IsEmpty; rows = rows[2..])
        {
            var balance = rows[1];
            ref var account = ref Moving(rows[0]);
            Wallets++;
            if (balance < 0 || balance != account.Balance || !account.Exists)
            {
                WrongBalances++;
            }
        }
    }

    /// <param name="rows">Wallet, amount, and day.</param>
    /// <exception cref="OverflowException">As for transfers.</exception>
    public void AddClaims(ReadOnlySpan<long> rows)
    {
        for (; !rows.IsEmpty; rows = rows[3..])
        {
            var amount = rows[1];
            ref var account = ref Claiming(rows[0]);
            Claims++;
            checked
            {
                account.Count++;
                account.Sum += amount;
                CollectionsMarshal.GetValueRefOrAddDefault(days, rows[2], out _) += amount;
            }
        }
    }

    /// <param name="rows">Day and what was spent on it.</param>
    public void AddDays(ReadOnlySpan<long> rows)
    {
        for (; !rows.IsEmpty; rows = rows[2..])
        {
            Days++;
            CollectionsMarshal.GetValueRefOrAddDefault(days, rows[0], out _) -= rows[1];
        }
    }

    /// <summary>What transfers moved to the account less what they took from it.</summary>
    public long BalanceOf(long account) => Moving(account).Balance;

    private ref Moved Moving(long account) => ref PageOf(account).Moved[InPage(account)];

    private ref Claimed Claiming(long account) => ref PageOf(account).Claimed[InPage(account)];

    private Page PageOf(long account) => pages.TryGetValue(account >> PageBits, out var page) ? page : nowhere;

    private static int InPage(long account) => (int)(account & ((1 << PageBits) - 1));

    private struct Moved
    {
        public long Balance;
        public long DripSum;
        public int Drips;
        public bool Exists;
    }

    private struct Claimed
    {
        public long Sum;
        public int Count;
    }

    private sealed class Page
    {
        public Moved[] Moved { get; } = new Moved[1 << PageBits];

        public Claimed[] Claimed { get; } = new Claimed[1 << PageBits];
    }
}
