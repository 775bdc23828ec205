using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Faucet.Engine.Data.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AccountsLookedUpTogether : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_LedgerTransfers_LedgerAccounts_Credit",
                table: "LedgerTransfers");

            migrationBuilder.DropForeignKey(
                name: "FK_LedgerTransfers_LedgerAccounts_Debit",
                table: "LedgerTransfers");

            // Accounts are found by their key, whatever is known of the tables when this is planned.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION faucet_accounts_exist() RETURNS trigger LANGUAGE plpgsql
                SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
                AS $$ BEGIN
                    IF EXISTS (
                        SELECT FROM (SELECT "Debit" AS id FROM added UNION SELECT "Credit" FROM added) AS side
                        WHERE NOT EXISTS (SELECT FROM "LedgerAccounts" a WHERE a."Id" = side.id)) THEN
                        RAISE EXCEPTION 'a ledger transfer names an account that does not exist' USING ERRCODE = 'foreign_key_violation';
                    END IF;
                    RETURN NULL;
                END $$;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER "LedgerTransfers_accounts_exist" AFTER INSERT ON "LedgerTransfers" REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION faucet_accounts_exist();
                """);
            migrationBuilder.Sql(
                """
                CREATE OR REPLACE FUNCTION faucet_refuse_change() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER "LedgerAccounts_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "LedgerAccounts"
                FOR EACH STATEMENT EXECUTE FUNCTION faucet_refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP TRIGGER "LedgerAccounts_append_only" ON "LedgerAccounts"; """);
            migrationBuilder.Sql("""DROP TRIGGER "LedgerTransfers_accounts_exist" ON "LedgerTransfers"; """);
            migrationBuilder.Sql("DROP FUNCTION faucet_accounts_exist();");

            migrationBuilder.AddForeignKey(
                name: "FK_LedgerTransfers_LedgerAccounts_Credit",
                table: "LedgerTransfers",
                column: "Credit",
                principalTable: "LedgerAccounts",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_LedgerTransfers_LedgerAccounts_Debit",
                table: "LedgerTransfers",
                column: "Debit",
                principalTable: "LedgerAccounts",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
