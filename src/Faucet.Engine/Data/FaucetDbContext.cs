using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Core.Wallets;
using Faucet.Engine.Claims;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Data;

/// <summary>The whole model. Each database derives from it and adds only what that database insists on.</summary>
public abstract class FaucetDbContext(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<LedgerAccount> LedgerAccounts => Set<LedgerAccount>();

    public DbSet<LedgerTransfer> LedgerTransfers => Set<LedgerTransfer>();

    public DbSet<Wallet> Wallets => Set<Wallet>();

    public DbSet<Claim> Claims => Set<Claim>();

    public DbSet<ClientBucket> ClientBuckets => Set<ClientBucket>();

    public DbSet<ClaimGate> ClaimGates => Set<ClaimGate>();

    public DbSet<OutflowDay> OutflowDays => Set<OutflowDay>();

    public DbSet<SettingChange> SettingChanges => Set<SettingChange>();

    public DbSet<Withdrawal> Withdrawals => Set<Withdrawal>();

    public DbSet<PayoutBatch> PayoutBatches => Set<PayoutBatch>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<PayoutTransaction> PayoutTransactions => Set<PayoutTransaction>();

    public DbSet<OutpointReservation> OutpointReservations => Set<OutpointReservation>();

    public DbSet<NodeBinding> NodeBindings => Set<NodeBinding>();

    public DbSet<FeeSample> FeeSamples => Set<FeeSample>();

    public DbSet<PayoutFreeze> PayoutFreezes => Set<PayoutFreeze>();

    public DbSet<KnownSpend> KnownSpends => Set<KnownSpend>();

    public DbSet<WorkerLease> WorkerLeases => Set<WorkerLease>();

    public DbSet<InstallationSecret> InstallationSecrets => Set<InstallationSecret>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Money>().HaveConversion<MoneyConverter>();
        configurationBuilder.Properties<FeeRate>().HaveConversion<FeeRateConverter>();
        configurationBuilder.Properties<WalletId>().HaveConversion<WalletIdConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();
        configurationBuilder.Properties<TxId>().HaveConversion<TxIdConverter>().HaveMaxLength(64).AreUnicode(false);
        configurationBuilder.Properties<ScriptPubKey>()
            .HaveConversion<ScriptPubKeyConverter>().HaveMaxLength(ScriptPubKey.MaximumHexLength).AreUnicode(false);
        foreach (var kind in new[] { typeof(AccountKind), typeof(TransferKind), typeof(WithdrawalState), typeof(BatchState), typeof(TransactionState), typeof(FreezeCause) })
        {
            configurationBuilder.Properties(kind).HaveConversion<string>().HaveMaxLength(32).AreUnicode(false);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        BuildLedger(modelBuilder);
        BuildClaims(modelBuilder);
        BuildPayouts(modelBuilder);

        modelBuilder.Entity<SettingChange>(change =>
        {
            change.HasKey(c => c.Version);
            change.Property(c => c.Version).ValueGeneratedNever();
            change.Property(c => c.Key).HasMaxLength(64).IsUnicode(false);
            change.Property(c => c.OldValue).HasMaxLength(SettingChange.MaximumTextLength);
            change.Property(c => c.NewValue).HasMaxLength(SettingChange.MaximumTextLength);
            change.Property(c => c.Who).HasMaxLength(SettingChange.MaximumTextLength);
            change.Property(c => c.Reason).HasMaxLength(SettingChange.MaximumTextLength);
        });
        modelBuilder.Entity<InstallationSecret>(secret =>
        {
            secret.HasKey(s => s.Name);
            secret.Property(s => s.Name).HasMaxLength(32).IsUnicode(false);
            secret.Property(s => s.Value).HasMaxLength(64).IsUnicode(false);
        });
    }

    private static void BuildLedger(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LedgerAccount>().HasData(
            new LedgerAccount { Id = SystemAccounts.Owed, Kind = AccountKind.Owed },
            new LedgerAccount { Id = SystemAccounts.HotWallet, Kind = AccountKind.HotWallet },
            new LedgerAccount { Id = SystemAccounts.Rewards, Kind = AccountKind.Rewards },
            new LedgerAccount { Id = SystemAccounts.NetworkFees, Kind = AccountKind.NetworkFees },
            new LedgerAccount { Id = SystemAccounts.Owner, Kind = AccountKind.Owner });
        modelBuilder.Entity<LedgerTransfer>(transfer =>
        {
            transfer.Property(t => t.Reference).HasMaxLength(LedgerTransfer.MaximumReferenceLength).IsUnicode(false);
            transfer.HasIndex(t => new { t.Kind, t.Reference }).IsUnique();
            // Without the drips (a filter of each database's own): they are most of all transfers, and nobody asks for what Rewards paid.
            transfer.HasIndex(t => t.Debit);
            transfer.HasIndex(t => t.Credit);
            transfer.HasOne<LedgerAccount>().WithMany().HasForeignKey(t => t.Debit).OnDelete(DeleteBehavior.Restrict);
            transfer.HasOne<LedgerAccount>().WithMany().HasForeignKey(t => t.Credit).OnDelete(DeleteBehavior.Restrict);
            // The trigger (in the migrations) refuses updates and deletes.
            transfer.ToTable(table =>
            {
                table.HasTrigger("LedgerTransfers_append_only");
                table.HasCheckConstraint("CK_LedgerTransfers_Amount", "\"Amount\" > 0");
                table.HasCheckConstraint("CK_LedgerTransfers_Sides", "\"Debit\" <> \"Credit\"");
            });
        });
        modelBuilder.Entity<Wallet>(wallet =>
        {
            wallet.Property(w => w.Id).ValueGeneratedNever();
            wallet.Property(w => w.Address).HasMaxLength(100).IsUnicode(false);
            wallet.Property(w => w.BlockedReason).HasMaxLength(PayoutBatch.MaximumReasonLength);
            wallet.HasIndex(w => w.ScriptPubKey).IsUnique();
            // Holds the due ones alone (a filter of each database's own), so that a claim on the way to the threshold does not touch it.
            wallet.HasIndex(w => w.IsDue);
            wallet.ToTable(table => table.HasCheckConstraint("CK_Wallets_Balance", "\"Balance\" >= 0"));
        });
    }

    private static void BuildClaims(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Claim>(claim =>
        {
            claim.HasKey(c => c.Nonce);
            claim.Property(c => c.Nonce).HasMaxLength(16);
            claim.Property(c => c.Factors).HasMaxLength(300).IsUnicode(false);
        });
        modelBuilder.Entity<ClientBucket>(bucket =>
        {
            bucket.HasKey(b => b.Key);
            bucket.Property(b => b.Key).HasMaxLength(16);
        });
        modelBuilder.Entity<ClaimGate>(gate =>
        {
            gate.Property(g => g.Id).ValueGeneratedNever();
            gate.HasData(new ClaimGate
            {
                Id = ClaimGate.TheOne,
                HourAt = DateTimeOffset.UnixEpoch,
                DayAt = DateTimeOffset.UnixEpoch,
                SeenAt = DateTimeOffset.UnixEpoch,
                ClockSetBackAt = DateTimeOffset.UnixEpoch,
            });
        });
        modelBuilder.Entity<OutflowDay>().HasKey(d => d.Day);
        modelBuilder.Entity<OutflowDay>().Property(d => d.Day).ValueGeneratedNever();
    }

    private static void BuildPayouts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Withdrawal>(withdrawal =>
        {
            withdrawal.Property(w => w.Id).ValueGeneratedNever();
            withdrawal.Property(w => w.Address).HasMaxLength(100).IsUnicode(false);
            withdrawal.HasIndex(w => new { w.State, w.CreatedAt });
            withdrawal.HasIndex(w => w.WalletId);
        });
        modelBuilder.Entity<PayoutBatch>(batch =>
        {
            batch.Property(b => b.WaitingReason).HasMaxLength(PayoutBatch.MaximumReasonLength);
            batch.HasIndex(b => b.State);
        });
        modelBuilder.Entity<BatchItem>(item =>
        {
            item.HasKey(i => i.WithdrawalId);
            item.HasIndex(i => i.BatchId);
        });
        modelBuilder.Entity<PayoutTransaction>(transaction =>
        {
            transaction.Property(t => t.BlockHash).HasMaxLength(64).IsUnicode(false);
            transaction.Property(t => t.UnsignedHex).IsUnicode(false);
            transaction.Property(t => t.SignedHex).IsUnicode(false);
            transaction.HasIndex(t => new { t.BatchId, t.Sequence }).IsUnique();
            transaction.HasIndex(t => t.TxId).IsUnique();

            // Each round asks for those that are under way.
            transaction.HasIndex(t => t.State);
        });
        modelBuilder.Entity<OutpointReservation>(reservation =>
        {
            reservation.HasKey(r => new { r.TxId, r.Vout });
            reservation.HasIndex(r => r.BatchId);
        });
        modelBuilder.Entity<NodeBinding>(binding =>
        {
            binding.Property(b => b.Id).ValueGeneratedNever();
            binding.Property(b => b.Chain).HasMaxLength(16).IsUnicode(false);
            binding.Property(b => b.GenesisHash).HasMaxLength(64).IsUnicode(false);
            binding.Property(b => b.SignetChallenge).HasMaxLength(400).IsUnicode(false);
            binding.Property(b => b.WalletFingerprint).HasMaxLength(64).IsUnicode(false);
            binding.Property(b => b.Cursor).HasMaxLength(64).IsUnicode(false);
            binding.Property(b => b.AnchorHash).HasMaxLength(64).IsUnicode(false);
            binding.Property(b => b.RefillAddress).HasMaxLength(100).IsUnicode(false);
        });
        modelBuilder.Entity<KnownSpend>(spend =>
        {
            spend.HasKey(s => s.TxId);
            spend.Property(s => s.DeclaredBy).HasMaxLength(PayoutFreeze.MaximumTextLength);
            spend.Property(s => s.Reason).HasMaxLength(PayoutFreeze.MaximumTextLength);
        });
        modelBuilder.Entity<PayoutFreeze>(freeze =>
        {
            freeze.Property(f => f.Detail).HasMaxLength(PayoutFreeze.MaximumTextLength);
            freeze.Property(f => f.ResumedBy).HasMaxLength(PayoutFreeze.MaximumTextLength);
            freeze.Property(f => f.ResumeReason).HasMaxLength(PayoutFreeze.MaximumTextLength);
            freeze.HasIndex(f => f.ResumedAt);
        });
        modelBuilder.Entity<WorkerLease>(lease =>
        {
            lease.Property(l => l.Id).ValueGeneratedNever();
            lease.Property(l => l.Owner).HasMaxLength(64).IsUnicode(false);
            lease.Property(l => l.HoldReason).HasMaxLength(PayoutBatch.MaximumReasonLength);
            lease.Property(l => l.QueueReason).HasMaxLength(PayoutBatch.MaximumReasonLength);
        });
        modelBuilder.Entity<FeeSample>(sample =>
        {
            sample.HasKey(s => s.At);
            sample.Property(s => s.At).ValueGeneratedNever();
        });
    }
}
