using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FeeSamples : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "QueueReason",
                table: "WorkerLeases",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "FeeSamples",
                columns: table => new
                {
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Rate = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FeeSamples", x => x.At);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FeeSamples");

            migrationBuilder.DropColumn(
                name: "QueueReason",
                table: "WorkerLeases");
        }
    }
}
