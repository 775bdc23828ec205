using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PayoutCancellation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Cancels",
                table: "PayoutBatches",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsAnchor",
                table: "OutpointReservations",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Cancels",
                table: "PayoutBatches");

            migrationBuilder.DropColumn(
                name: "IsAnchor",
                table: "OutpointReservations");
        }
    }
}
