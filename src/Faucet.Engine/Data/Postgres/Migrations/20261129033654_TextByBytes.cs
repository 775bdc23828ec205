using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Postgres.Migrations
{
    /// <summary>Every text column there is then. A table is altered once: the indexes of tens of millions of transfers are built anew each time.</summary>
    public partial class TextByBytes : Migration
    {
        private static readonly (string Name, (string Name, string Type)[] Columns)[] Tables =
        [
            ("Claims", [("Factors", "varchar(300)")]),
            ("DataProtectionKeys", [("FriendlyName", "text"), ("Xml", "text")]),
            ("InstallationSecrets", [("Name", "varchar(32)"), ("Value", "varchar(64)")]),
            ("KnownSpends", [("DeclaredBy", "varchar(200)"), ("Reason", "varchar(200)"), ("TxId", "varchar(64)")]),
            ("LedgerAccounts", [("Kind", "varchar(32)")]),
            ("LedgerTransfers", [("Kind", "varchar(32)"), ("Reference", "varchar(80)")]),
            ("NodeBindings", [("AnchorHash", "varchar(64)"), ("Chain", "varchar(16)"), ("Cursor", "varchar(64)"), ("GenesisHash", "varchar(64)"),
                ("RefillAddress", "varchar(100)"), ("SignetChallenge", "varchar(400)"), ("WalletFingerprint", "varchar(64)")]),
            ("OutpointReservations", [("TxId", "varchar(64)")]),
            ("PayoutBatches", [("State", "varchar(32)"), ("WaitingReason", "varchar(200)")]),
            ("PayoutFreezes", [("Cause", "varchar(32)"), ("Detail", "varchar(200)"), ("ResumeReason", "varchar(200)"), ("ResumedBy", "varchar(200)")]),
            ("PayoutTransactions", [("BlockHash", "varchar(64)"), ("SignedHex", "text"), ("State", "varchar(32)"), ("TxId", "varchar(64)"), ("UnsignedHex", "text")]),
            ("SettingChanges", [("Key", "varchar(64)"), ("NewValue", "varchar(200)"), ("OldValue", "varchar(200)"), ("Reason", "varchar(200)"), ("Who", "varchar(200)")]),
            ("Wallets", [("Address", "varchar(100)"), ("BlockedReason", "varchar(200)"), ("ScriptPubKey", "varchar(84)")]),
            ("Withdrawals", [("Address", "varchar(100)"), ("ScriptPubKey", "varchar(84)"), ("State", "varchar(32)")]),
            ("WorkerLeases", [("HoldReason", "varchar(200)"), ("Owner", "varchar(64)"), ("QueueReason", "varchar(200)")]),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Collate(migrationBuilder, "C");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Collate(migrationBuilder, "default");

        private static void Collate(MigrationBuilder migrationBuilder, string collation)
        {
            foreach (var (table, columns) in Tables)
            {
                var alterations = columns.Select(column => $"""ALTER COLUMN "{column.Name}" TYPE {column.Type} COLLATE "{collation}" """);
                migrationBuilder.Sql($"""ALTER TABLE "{table}" {string.Join(", ", alterations)}""");
            }
        }
    }
}
