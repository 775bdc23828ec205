using System.Runtime.InteropServices;

namespace Faucet.Engine.Ledger;

/// <summary>What the rows of the ledger come to, account by account and day by day, when each is read once.</summary>
/// <remarks>Amounts in satoshis. In SQL the same takes sorting all transfers several times over: minutes for tens of millions of them.</remarks>
internal sealed class LedgerTotals
{
    private const int PageBits = 12;

    /// <summary>By the account's number, a few thousand to a page: they are handed out one by one, with gaps, and an intruder's may be anything.</summary>
    private readonly Dictionary<long, Account[]> pages = [];

    /// <summary>Gathers what belongs to an account that there is not.</summary>
    private readonly Account[] nowhere = new Account[1];
    private readonly Dictionary<long, long> days = [];

    public long Transfers { get; private set; }

    public long BadTransfers { get; private set; }

    public long Wallets { get; private set; }

    public long WrongBalances { get; private set; }

    public long Claims { get; private set; }

    public long Days { get; private set; }

    /// <summary>Accounts whose drips are not exactly their claims.</summary>
    public long AccountsWithOtherDrips => pages.Values.Append(nowhere)
        .Sum(page => page.LongCount(account => account.Drips != 0 || account.DripSum != 0));

    public long DaysWithOtherClaims => days.Values.LongCount(difference => difference != 0);

    /// <summary>All accounts, before anything that names one.</summary>
    public void AddAccount(long id)
    {
        ref var page = ref CollectionsMarshal.GetValueRefOrAddDefault(pages, id >> PageBits, out _);
        page ??= new Account[1 << PageBits];
        page[InPage(id)].Exists = true;
    }

    /// <exception cref="OverflowException">The sums are beyond any amount of bitcoin: somebody wrote into the table.</exception>
    public void AddTransfer(long debit, long credit, long amount, bool isDrip)
    {
        Transfers++;
        ref var from = ref Find(debit);
        ref var to = ref Find(credit);
        if (amount <= 0 || debit == credit || !from.Exists || !to.Exists)
        {
            BadTransfers++;
        }

        checked
        {
            from.Balance -= amount;
            to.Balance += amount;
            if (isDrip)
            {
                to.Drips++;
                to.DripSum += amount;
            }
        }
    }

    public void AddWallet(long id, long balance)
    {
        Wallets++;
        ref var account = ref Find(id);
        if (balance < 0 || balance != account.Balance || !account.Exists)
        {
            WrongBalances++;
        }
    }

    public void AddClaim(long wallet, long amount, long day)
    {
        Claims++;
        ref var account = ref Find(wallet);
        checked
        {
            account.Drips--;
            account.DripSum -= amount;
            CollectionsMarshal.GetValueRefOrAddDefault(days, day, out _) += amount;
        }
    }

    public void AddDay(long day, long spent)
    {
        Days++;
        CollectionsMarshal.GetValueRefOrAddDefault(days, day, out _) -= spent;
    }

    /// <summary>What transfers moved to the account less what they took from it.</summary>
    public long BalanceOf(long account) => Find(account).Balance;

    private ref Account Find(long id)
    {
        if (pages.TryGetValue(id >> PageBits, out var page))
        {
            return ref page[InPage(id)];
        }

        return ref nowhere[0];
    }

    private static int InPage(long id) => (int)(id & ((1 << PageBits) - 1));

    private struct Account
    {
        public long Balance;
        public long DripSum;
        public int Drips;
        public bool Exists;
    }
}
