using System.Buffers.Binary;
using Faucet.Benchmarks.Faucets;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Wallets;

namespace Faucet.Benchmarks.Fees;

/// <summary>The books of a faucet where each wallet was credited what it is due with one claim. All laws of the ledger hold on them.</summary>
internal static class CreditedLedger
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public static async Task WriteAsync(FaucetDatabase database, IReadOnlyList<Payee> payees, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = payees.Select(payee => payee.Amount).Sum();
        await AvailableFunds.AddAsync(db, -due.Satoshis, cancellationToken);
        db.LedgerAccounts.AddRange(payees.Select((_, number) => new LedgerAccount { Id = SeededWallets.FirstId + number, Kind = AccountKind.Wallet }));
        db.Wallets.AddRange(payees.Select((payee, number) => new Wallet
        {
            Id = new WalletId(SeededWallets.FirstId + number),
            ScriptPubKey = payee.ScriptPubKey,
            Address = payee.Address,
            Balance = payee.Amount,
            IsDue = true,
            CreatedAt = At,
        }));
        db.Claims.AddRange(payees.Select((payee, number) => new Claim
        {
            Nonce = Nonce(number),
            WalletId = new WalletId(SeededWallets.FirstId + number),
            Base = payee.Amount,
            Amount = payee.Amount,
            Factors = "",
            SettingsVersion = 1,
            At = At,
        }));
        db.LedgerTransfers.AddRange(payees.Select((payee, number) => new LedgerTransfer
        {
            Debit = SystemAccounts.Rewards,
            Credit = SeededWallets.FirstId + number,
            Amount = payee.Amount,
            Kind = TransferKind.Drip,
            Reference = Convert.ToHexStringLower(Nonce(number)),
            At = At,
        }));
        db.OutflowDays.Add(new OutflowDay { Day = OutflowDay.DayOf(At), Spent = due });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static byte[] Nonce(int number)
    {
        var nonce = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(nonce, number);
        return nonce;
    }
}
