using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class AvailableFunds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "RefillAddress",
                table: "NodeBindings",
                type: "varchar(100)",
                unicode: false,
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Available",
                table: "ClaimGates",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // What the owner (5) put in, less drips (3) and network fees (4), is what was there to give all along.
            migrationBuilder.Sql(
                """
                UPDATE "ClaimGates" SET "Available" = COALESCE((
                    SELECT SUM(CASE WHEN "Credit" IN (3, 4, 5) THEN "Amount" ELSE 0 END - CASE WHEN "Debit" IN (3, 4, 5) THEN "Amount" ELSE 0 END)
                    FROM "LedgerTransfers"), 0);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "RefillAddress",
                table: "NodeBindings");

            migrationBuilder.DropColumn(
                name: "Available",
                table: "ClaimGates");
        }
    }
}
