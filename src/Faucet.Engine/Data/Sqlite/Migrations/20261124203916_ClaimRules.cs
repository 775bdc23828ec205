using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ClaimRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Wallets_Balance",
                table: "Wallets");

            migrationBuilder.DropIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers");

            migrationBuilder.AddColumn<bool>(
                name: "IsDue",
                table: "Wallets",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            // Without a rowid the key is the table: half the pages that a claim writes. The model can't say it, so it stands here. What was stored
            // under the keys of the last release can't be found any more: those cooldowns start anew.
            migrationBuilder.Sql(
                """
                DROP TABLE "ClientBuckets";
                CREATE TABLE "ClientBuckets" (
                    "Key" BLOB NOT NULL CONSTRAINT "PK_ClientBuckets" PRIMARY KEY,
                    "NextClaimAt" INTEGER NOT NULL,
                    "NextWalletAt" INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE "NewClaims" (
                    "Nonce" BLOB NOT NULL CONSTRAINT "PK_Claims" PRIMARY KEY,
                    "WalletId" INTEGER NOT NULL,
                    "Base" INTEGER NOT NULL,
                    "Amount" INTEGER NOT NULL,
                    "Factors" TEXT NOT NULL,
                    "SettingsVersion" INTEGER NOT NULL,
                    "At" INTEGER NOT NULL) WITHOUT ROWID;
                INSERT INTO "NewClaims" SELECT "Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At" FROM "Claims";
                DROP TABLE "Claims";
                ALTER TABLE "NewClaims" RENAME TO "Claims";
                """);

            migrationBuilder.CreateTable(
                name: "ClaimGates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    HourSpent = table.Column<long>(type: "INTEGER", nullable: false),
                    HourAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DaySpent = table.Column<long>(type: "INTEGER", nullable: false),
                    DayAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClockSetBackAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClaimGates", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "ClaimGates",
                columns: new[] { "Id", "ClockSetBackAt", "DayAt", "DaySpent", "HourAt", "HourSpent", "SeenAt" },
                values: new object[] { 1, 0L, 0L, 0L, 0L, 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_Wallets_IsDue",
                table: "Wallets",
                column: "IsDue",
                filter: "\"IsDue\"");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers",
                column: "Debit",
                filter: "\"Debit\" <> 3");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClaimGates");

            migrationBuilder.DropIndex(
                name: "IX_Wallets_IsDue",
                table: "Wallets");

            migrationBuilder.DropIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers");

            migrationBuilder.DropColumn(
                name: "IsDue",
                table: "Wallets");

            migrationBuilder.DropColumn(
                name: "NextWalletAt",
                table: "ClientBuckets");

            migrationBuilder.CreateIndex(
                name: "IX_Wallets_Balance",
                table: "Wallets",
                column: "Balance");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers",
                column: "Debit");
        }
    }
}
