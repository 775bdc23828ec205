using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.SqlServer.Migrations
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
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "NextWalletAt",
                table: "ClientBuckets",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AlterColumn<string>(
                name: "Factors",
                table: "Claims",
                type: "varchar(300)",
                unicode: false,
                maxLength: 300,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "varchar(200)",
                oldUnicode: false,
                oldMaxLength: 200);

            migrationBuilder.CreateTable(
                name: "ClaimGates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    HourSpent = table.Column<long>(type: "bigint", nullable: false),
                    HourAt = table.Column<long>(type: "bigint", nullable: false),
                    DaySpent = table.Column<long>(type: "bigint", nullable: false),
                    DayAt = table.Column<long>(type: "bigint", nullable: false),
                    SeenAt = table.Column<long>(type: "bigint", nullable: false),
                    ClockSetBackAt = table.Column<long>(type: "bigint", nullable: false)
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
                filter: "[IsDue] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerTransfers_Debit",
                table: "LedgerTransfers",
                column: "Debit",
                filter: "[Debit] <> 3");

            // What was stored under the keys of the last release can't be found any more: those cooldowns start anew.
            migrationBuilder.Sql("DELETE FROM [ClientBuckets];");
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

            migrationBuilder.AlterColumn<string>(
                name: "Factors",
                table: "Claims",
                type: "varchar(200)",
                unicode: false,
                maxLength: 200,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "varchar(300)",
                oldUnicode: false,
                oldMaxLength: 300);

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
