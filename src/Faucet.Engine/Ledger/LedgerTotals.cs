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
    private readonly AccountPages<Moved> moved = new();
    private readonly AccountPages<Claimed> claimed = new();
    private readonly Dictionary<long, long> days = [];

    public long Transfers { get; private set; }

    public long BadTransfers { get; private set; }

    public long Wallets { get; private set; }

    public long WrongBalances { get; private set; }

    public long Claims { get; private set; }

    public long Days { get; private set; }

    /// <summary>Accounts whose drips are not exactly their claims.</summary>
    public long AccountsWithOtherDrips =>
        moved.All.Zip(claimed.All).LongCount(sums => sums.First.Drips != sums.Second.Count || sums.First.DripSum != sums.Second.Sum);

    public long DaysWithOtherClaims => days.Values.LongCount(difference => difference != 0);

    /// <summary>All accounts, before anything that names one.</summary>
    /// <param name="rows">Numbers of accounts.</param>
    public void AddAccounts(ReadOnlySpan<long> rows)
    {
        foreach (var id in rows)
        {
            moved.Add(id).Exists = true;
            claimed.Add(id);
        }
    }

    /// <param name="rows">Debit, credit, amount, and 1 for a drip.</param>
    /// <exception cref="OverflowException">The sums are beyond any amount of bitcoin: somebody wrote into the table.</exception>
    public void AddTransfers(ReadOnlySpan<long> rows)
    {
        for (; !rows.IsEmpty; rows = rows[4..])
        {
            var (debit, credit, amount) = (rows[0], rows[1], rows[2]);
            ref var from = ref moved.Find(debit);
            ref var to = ref moved.Find(credit);
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
            ref var account = ref moved.Find(rows[0]);
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
            ref var account = ref claimed.Find(rows[0]);
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
    public long BalanceOf(long account) => moved.Find(account).Balance;

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

    /// <summary>By the account's number, a few thousand to a page: they are handed out one by one, with gaps, and an intruder's may be anything.</summary>
    private sealed class AccountPages<T>
        where T : struct
    {
        private const int PageBits = 12;

        private readonly Dictionary<long, T[]> pages = [];

        /// <summary>Gathers what belongs to an account that there is not.</summary>
        private readonly T[] nowhere = new T[1];

        public IEnumerable<T> All => pages.Values.Append(nowhere).SelectMany(page => page);

        public ref T Add(long id)
        {
            ref var page = ref CollectionsMarshal.GetValueRefOrAddDefault(pages, id >> PageBits, out _);
            page ??= new T[1 << PageBits];
            return ref page[InPage(id)];
        }

        public ref T Find(long id)
        {
            if (pages.TryGetValue(id >> PageBits, out var page))
            {
                return ref page[InPage(id)];
            }

            return ref nowhere[0];
        }

        private static int InPage(long id) => (int)(id & ((1 << PageBits) - 1));
    }
}
