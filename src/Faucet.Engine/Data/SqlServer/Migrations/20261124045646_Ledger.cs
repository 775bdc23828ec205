using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Faucet.Engine.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "BatchItems",
                columns: table => new
                {
                    WithdrawalId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BatchId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BatchItems", x => x.WithdrawalId)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "Claims",
                columns: table => new
                {
                    Nonce = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    WalletId = table.Column<long>(type: "bigint", nullable: false),
                    Base = table.Column<long>(type: "bigint", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Factors = table.Column<string>(type: "varchar(200)", unicode: false, maxLength: 200, nullable: false),
                    SettingsVersion = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Claims", x => x.Nonce);
                });

            migrationBuilder.CreateTable(
                name: "ClientBuckets",
                columns: table => new
                {
                    Key = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    NextClaimAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientBuckets", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FriendlyName = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Xml = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "InstallationSecrets",
                columns: table => new
                {
                    Name = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Value = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InstallationSecrets", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "LedgerAccounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1000, 1"),
                    Kind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LedgerAccounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NodeBindings",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Chain = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    GenesisHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    SignetChallenge = table.Column<string>(type: "varchar(400)", unicode: false, maxLength: 400, nullable: true),
                    WalletFingerprint = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Cursor = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    Height = table.Column<int>(type: "int", nullable: false),
                    SeenAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NodeBindings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OutflowDays",
                columns: table => new
                {
                    Day = table.Column<int>(type: "int", nullable: false),
                    Spent = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutflowDays", x => x.Day);
                });

            migrationBuilder.CreateTable(
                name: "OutpointReservations",
                columns: table => new
                {
                    TxId = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Vout = table.Column<int>(type: "int", nullable: false),
                    BatchId = table.Column<long>(type: "bigint", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutpointReservations", x => new { x.TxId, x.Vout });
                });

            migrationBuilder.CreateTable(
                name: "PayoutBatches",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    State = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    WaitingReason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    WinningTransactionId = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    FinalAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayoutBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PayoutTransactions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    BatchId = table.Column<long>(type: "bigint", nullable: false),
                    Sequence = table.Column<int>(type: "int", nullable: false),
                    TxId = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    UnsignedHex = table.Column<string>(type: "varchar(max)", unicode: false, nullable: false),
                    SignedHex = table.Column<string>(type: "varchar(max)", unicode: false, nullable: true),
                    Paid = table.Column<long>(type: "bigint", nullable: false),
                    Change = table.Column<long>(type: "bigint", nullable: false),
                    Fee = table.Column<long>(type: "bigint", nullable: false),
                    VSize = table.Column<int>(type: "int", nullable: true),
                    State = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    FirstSentAt = table.Column<long>(type: "bigint", nullable: true),
                    LastSentAt = table.Column<long>(type: "bigint", nullable: true),
                    BlockHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    BlockHeight = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayoutTransactions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettingChanges",
                columns: table => new
                {
                    Version = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    OldValue = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    NewValue = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Who = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingChanges", x => x.Version);
                });

            migrationBuilder.CreateTable(
                name: "Wallets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    ScriptPubKey = table.Column<string>(type: "varchar(84)", unicode: false, maxLength: 84, nullable: false),
                    Address = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false),
                    Balance = table.Column<long>(type: "bigint", nullable: false),
                    NextClaimAt = table.Column<long>(type: "bigint", nullable: false),
                    OpenWithdrawalId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    BlockedReason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Wallets", x => x.Id);
                    table.CheckConstraint("CK_Wallets_Balance", "\"Balance\" >= 0");
                });

            migrationBuilder.CreateTable(
                name: "Withdrawals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    WalletId = table.Column<long>(type: "bigint", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    ScriptPubKey = table.Column<string>(type: "varchar(84)", unicode: false, maxLength: 84, nullable: false),
                    Address = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false),
                    State = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    BatchedAt = table.Column<long>(type: "bigint", nullable: true),
                    FinalAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Withdrawals", x => x.Id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "WorkerLeases",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Owner = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Epoch = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    HoldReason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkerLeases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LedgerTransfers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Debit = table.Column<long>(type: "bigint", nullable: false),
                    Credit = table.Column<long>(type: "bigint", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Reference = table.Column<string>(type: "varchar(80)", unicode: false, maxLength: 80, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LedgerTransfers", x => x.Id);
                    table.CheckConstraint("CK_LedgerTransfers_Amount", "\"Amount\" > 0");
                    table.CheckConstraint("CK_LedgerTransfers_Sides", "\"Debit\" <> \"Credit\"");
                    table.ForeignKey(
                        name: "FK_LedgerTransfers_LedgerAccounts_Credit",
                        column: x => x.Credit,
                        principalTable: "LedgerAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_LedgerTransfers_LedgerAccounts_Debit",
                        column: x => x.Debit,
                        principalTable: "LedgerAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "LedgerAccounts",
                columns: new[] { "Id", "Kind" },
                values: new object[,]
                {
                    { 1L, "Owed" },
                    { 2L, "HotWallet" },
                    { 3L, "Rewards" },
                    { 4L, "NetworkFees" },
                    { 5L, "Owner" }
                });

            migrationBuilder.CreateIndex(
                name: "IX_BatchItems_BatchId",
                table: "BatchItems",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Credit",
                table: "LedgerTransfers",
                column: "Credit");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers",
                column: "Debit");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Kind_Reference",
                table: "LedgerTransfers",
                columns: new[] { "Kind", "Reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutpointReservations_BatchId",
                table: "OutpointReservations",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_PayoutBatches_State",
                table: "PayoutBatches",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_PayoutTransactions_BatchId_Sequence",
                table: "PayoutTransactions",
                columns: new[] { "BatchId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PayoutTransactions_TxId",
                table: "PayoutTransactions",
                column: "TxId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Wallets_Balance",
                table: "Wallets",
                column: "Balance");

            migrationBuilder.CreateIndex(
                name: "IX_Wallets_ScriptPubKey",
                table: "Wallets",
                column: "ScriptPubKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Withdrawals_State_CreatedAt",
                table: "Withdrawals",
                columns: new[] { "State", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Withdrawals_WalletId",
                table: "Withdrawals",
                column: "WalletId");

            // `ledger verify` reads one moment without holding up claims.
            migrationBuilder.Sql("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON;", suppressTransaction: true);
            // In EXEC, because a trigger must be alone in its batch and a script of all migrations is not.
            migrationBuilder.Sql(
                """
                EXEC(N'CREATE TRIGGER [LedgerTransfers_append_only] ON [LedgerTransfers] INSTEAD OF UPDATE, DELETE
                AS BEGIN THROW 51000, ''ledger transfers are append-only'', 1; END;');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BatchItems");

            migrationBuilder.DropTable(
                name: "Claims");

            migrationBuilder.DropTable(
                name: "ClientBuckets");

            migrationBuilder.DropTable(
                name: "DataProtectionKeys");

            migrationBuilder.DropTable(
                name: "InstallationSecrets");

            migrationBuilder.DropTable(
                name: "LedgerTransfers");

            migrationBuilder.DropTable(
                name: "NodeBindings");

            migrationBuilder.DropTable(
                name: "OutflowDays");

            migrationBuilder.DropTable(
                name: "OutpointReservations");

            migrationBuilder.DropTable(
                name: "PayoutBatches");

            migrationBuilder.DropTable(
                name: "PayoutTransactions");

            migrationBuilder.DropTable(
                name: "SettingChanges");

            migrationBuilder.DropTable(
                name: "Wallets");

            migrationBuilder.DropTable(
                name: "Withdrawals");

            migrationBuilder.DropTable(
                name: "WorkerLeases");

            migrationBuilder.DropTable(
                name: "LedgerAccounts");
        }
    }
}
