using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Freezes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AnchorHash",
                table: "NodeBindings",
                type: "TEXT",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AnchorHeight",
                table: "NodeBindings",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "KnownSpends",
                columns: table => new
                {
                    TxId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Elsewhere = table.Column<long>(type: "INTEGER", nullable: false),
                    DeclaredBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DeclaredAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KnownSpends", x => x.TxId);
                });

            migrationBuilder.CreateTable(
                name: "PayoutFreezes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Cause = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FrozenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ResumedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ResumedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ResumeReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayoutFreezes", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PayoutFreezes_ResumedAt",
                table: "PayoutFreezes",
                column: "ResumedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "KnownSpends");

            migrationBuilder.DropTable(
                name: "PayoutFreezes");

            migrationBuilder.DropColumn(
                name: "AnchorHash",
                table: "NodeBindings");

            migrationBuilder.DropColumn(
                name: "AnchorHeight",
                table: "NodeBindings");
        }
    }
}
