using System.Buffers.Binary;
using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Core.Ledger;

namespace Faucet.Benchmarks.Growth;

/// <summary>
/// The books of a faucet that has run for a year: every wallet claims in turn, every fifth one was paid out once, in batches of 250. All laws of
/// the ledger hold on it.
/// </summary>
internal sealed class GrownLedger(int claims, int wallets)
{
    /// <summary>To be raised when other rows are written here: what was kept is then made anew.</summary>
    public const int Version = 3;

    private const long Drip = 100;
    private const long Fee = 8_000;
    private const long Left = 100_000_000;
    private const long FirstDay = 20_000; // 2024-10-04
    private const long Days = 365;
    private const long DayMilliseconds = 86_400_000;
    private const int PaidShare = 5;
    private const int BatchSize = 250;

    private static readonly string[] ClaimColumns = ["Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At"];
    private static readonly string[] TransferColumns = ["Debit", "Credit", "Amount", "Kind", "Reference", "At"];
    private static readonly string[] WithdrawalColumns = ["Id", "WalletId", "Amount", "ScriptPubKey", "Address", "State", "CreatedAt", "BatchedAt", "FinalAt"];
    private static readonly string[] BatchColumns = ["Id", "State", "WinningTransactionId", "CreatedAt", "FinalAt"];

    private static readonly string[] TransactionColumns =
    [
        "Id", "BatchId", "Sequence", "TxId", "UnsignedHex", "SignedHex", "Paid", "Change", "Fee", "VSize", "State", "FirstSentAt", "LastSentAt",
        "BlockHash", "BlockHeight",
    ];

    private static readonly string[] CoinColumns = ["TxId", "Vout", "BatchId", "Amount"];
    private static readonly string[] ItemColumns = ["WithdrawalId", "BatchId"];
    private static readonly string[] DayColumns = ["Day", "Spent"];

    // Bytes of a transaction with 250 payees, about 31 each, in hex.
    private static readonly string TransactionHex = new('0', 2 * 31 * BatchSize);

    private readonly ClaimMix mix = new(wallets);
    private readonly int[] turns = Turns(claims, new ClaimMix(wallets));

    /// <summary>Withdrawals and batches, which are so many as there are claims enough for.</summary>
    private int Paid => claims < (long)wallets * 2 ? 0 : wallets / PaidShare;

    private int Batches => (Paid + BatchSize - 1) / BatchSize;

    /// <summary>After its n-th claim a wallet was paid out.</summary>
    private int PaidAfter => Math.Min(5, claims / wallets - 1);

    public async Task WriteAsync(MeasuredDatabase database)
    {
        await WriteRowsAsync(database);
        await database.ExecuteAsync($"""UPDATE "ClaimGates" SET "Available" = {Left}""");
    }

    private async Task WriteRowsAsync(MeasuredDatabase database)
    {
        await using var rows = database.BeginBulk();
        var all = Enumerable.Range(0, wallets);
        await rows.InsertAsync("LedgerAccounts", SeededWallets.AccountColumns, all.Select(wallet => new object?[] { SeededWallets.FirstId + wallet, "Wallet" }));
        await rows.InsertAsync("Wallets", SeededWallets.Columns, all.Select(wallet => SeededWallets.Row(wallet, Balance(wallet))));
        await rows.InsertAsync("Claims", ClaimColumns, AllClaims().Select(claim => new object?[]
        {
            Nonce(claim), WalletOf(claim), Drip, Drip, "budget=100", 1L, At(claim),
        }));
        await rows.InsertAsync("OutflowDays", DayColumns, AllClaims().GroupBy(claim => (int)(At(claim) / DayMilliseconds)).Select(day => new object?[] { day.Key, day.LongCount() * Drip }));
        await rows.InsertAsync("LedgerTransfers", TransferColumns, Transfers());
        await rows.InsertAsync("Withdrawals", WithdrawalColumns, PaidWallets().Select(Withdrawal));
        await rows.InsertAsync("PayoutBatches", BatchColumns, AllBatches().Select(batch => new object?[] { (long)batch + 1, "Final", (long)batch + 1, At(0), At(1) }));
        await rows.InsertAsync("BatchItems", ItemColumns, PaidWallets().Select(paid => new object?[] { WithdrawalId(paid), (long)BatchOf(paid) + 1 }));
        await rows.InsertAsync("PayoutTransactions", TransactionColumns, AllBatches().Select(Transaction));
        await rows.InsertAsync("OutpointReservations", CoinColumns, AllBatches().Select(batch => new object?[] { TxId(batch, coin: true), 0, (long)batch + 1, PaidBy(batch) + Fee }));
    }

    private IEnumerable<object?[]> Transfers()
    {
        yield return [SystemAccounts.HotWallet, SystemAccounts.Owner, (claims * Drip) + (Batches * Fee) + Left, "Deposit", TxId(0, coin: true) + ":1", At(0)];
        foreach (var claim in AllClaims())
        {
            yield return [SystemAccounts.Rewards, WalletOf(claim), Drip, "Drip", Convert.ToHexStringLower(Nonce(claim)), At(claim)];
        }

        foreach (var paid in PaidWallets())
        {
            yield return [SeededWallets.FirstId + paid, SystemAccounts.Owed, Amount, "Withdrawal", WithdrawalId(paid).ToString(), At(1)];
            yield return [SystemAccounts.Owed, SystemAccounts.HotWallet, Amount, "Payout", WithdrawalId(paid).ToString(), At(1)];
        }

        foreach (var batch in AllBatches())
        {
            yield return [SystemAccounts.NetworkFees, SystemAccounts.HotWallet, Fee, "NetworkFee", TxId(batch), At(1)];
        }
    }

    private object?[] Withdrawal(int wallet) =>
    [
        WithdrawalId(wallet), SeededWallets.FirstId + wallet, Amount, SeededWallets.Script(wallet).Hex, SeededWallets.Address(wallet), "Final", At(0), At(0), At(1),
    ];

    private object?[] Transaction(int batch) =>
    [
        (long)batch + 1, (long)batch + 1, 0, TxId(batch), TransactionHex, TransactionHex, PaidBy(batch), 0L, Fee, 7_800, "Final", At(0), At(0), TxId(batch, coin: true), 100 + batch,
    ];

    private IEnumerable<long> AllClaims() => Enumerable.Range(0, claims).Select(claim => (long)claim);

    private IEnumerable<int> PaidWallets() => Enumerable.Range(0, Paid).Select(number => number * PaidShare);

    private IEnumerable<int> AllBatches() => Enumerable.Range(0, Batches);

    private static int BatchOf(int wallet) => wallet / PaidShare / BatchSize;

    private long Amount => PaidAfter * Drip;

    private long PaidBy() => Paid * Amount;

    private long PaidBy(int batch) => Math.Min(BatchSize, Paid - (batch * BatchSize)) * Amount;

    private long Balance(int wallet) => (turns[wallet] * Drip) - (wallet % PaidShare == 0 && wallet / PaidShare < Paid ? Amount : 0);

    private static int[] Turns(int claims, ClaimMix mix)
    {
        var turns = new int[mix.Wallets];
        for (long claim = 0; claim < claims; claim++)
        {
            turns[mix.KnownWallet(claim)]++;
        }

        return turns;
    }

    private long WalletOf(long claim) => SeededWallets.FirstId + mix.KnownWallet(claim);

    private long At(long claim) => (FirstDay * DayMilliseconds) + (claim * Days * DayMilliseconds / claims);

    private byte[] Nonce(long claim)
    {
        Span<byte> at = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(at, At(claim));
        return [.. at[2..], .. Key(claim, 1).AsSpan(0, 10)];
    }

    private static Guid WithdrawalId(int wallet) => new(Key(wallet, 2));

    private static string TxId(int batch, bool coin = false) => Convert.ToHexStringLower([.. Key(batch, coin ? 3 : 4), .. Key(batch, 5)]);

    /// <summary>16 bytes that look random and are always the same (splitmix64).</summary>
    private static byte[] Key(long number, int kind)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(key, Mix(((ulong)number << 3) + (ulong)kind));
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(8), Mix(~(((ulong)number << 3) + (ulong)kind)));
        return key;
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9e3779b97f4a7c15;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}
