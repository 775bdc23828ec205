using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.SqlServer.Migrations
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
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "IsAtOnce",
                table: "Withdrawals",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "OnHoldUntil",
                table: "Wallets",
                type: "bigint",
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
