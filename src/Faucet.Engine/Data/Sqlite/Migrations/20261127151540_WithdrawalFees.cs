using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WithdrawalFees : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Fee",
                table: "Withdrawals",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "IsAtOnce",
                table: "Withdrawals",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "OnHoldUntil",
                table: "Wallets",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Fee",
                table: "Withdrawals");

            migrationBuilder.DropColumn(
                name: "IsAtOnce",
                table: "Withdrawals");

            migrationBuilder.DropColumn(
                name: "OnHoldUntil",
                table: "Wallets");
        }
    }
}
