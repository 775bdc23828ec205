using Xunit;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>That those who judge statements find what they look for: they would be quiet as well if they looked at nothing.</summary>
public sealed class StatementJudgeTests
{
    [Theory]
    [InlineData("71501", """SELECT "Balanc" FROM "Wallets" WHERE "Id" = @id""", "@id bigint")]
    [InlineData("71501", """UPDATE w SET w."Nothing" = 1 FROM "Wallets" w""", "")]
    [InlineData("71501", """INSERT INTO "Wallets" ("Wallet") VALUES (1)""", "")]
    [InlineData("71501", """DELETE FROM "Wallets" OUTPUT DELETED."Nothing" """, "")]
    [InlineData("71502", """SELECT 1 FROM "Nowhere" """, "")]
    [InlineData("71005", """SELECT n."x" FROM OPENJSON(@json) WITH ("y" bigint) n""", "@json nvarchar(max)")]
    [InlineData("70590", """SELECT 1 FROM "Wallets" WHERE "Id" = @id""", "")]
    [InlineData("46010", """SELEC 1 FROM "Wallets" """, "")]
    public void The_compiler_finds(string error, string text, string parameters) => Assert.Contains(
        SqlServerCompiler.Compile(["CREATE TABLE Wallets (Id bigint NOT NULL, Balance bigint NOT NULL)"], [new CapturedStatement(text, parameters)]),
        fault => fault.Contains(error, StringComparison.Ordinal));

    [Theory]
    [InlineData("334", """INSERT INTO "LedgerTransfers" ("Debit") OUTPUT INSERTED."Id" VALUES (1)""", "")]
    [InlineData("334", """UPDATE t SET t."Amount" = 1 OUTPUT 1 FROM "LedgerTransfers" t""", "")]
    [InlineData("110", """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (1)""", "")]
    [InlineData("110", """INSERT INTO "OutflowDays" ("Day", "Spent") SELECT 1, 2, 3""", "")]
    [InlineData("10709", """MERGE "OutflowDays" d USING (VALUES (1)) v (Day) ON 1 = 0 WHEN NOT MATCHED THEN INSERT ("Day", "Spent") VALUES (v.Day);""", "")]
    [InlineData("5316", """MERGE "LedgerTransfers" t USING (VALUES (1)) v (Id) ON t."Id" = v.Id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT ("Id") VALUES (v.Id);""", "")]
    [InlineData("names no columns", """INSERT INTO "OutflowDays" VALUES (1, 2)""", "")]
    [InlineData("195", """SELECT DATETIMEPARTS("Id") FROM "Wallets" """, "")]
    [InlineData("hint", """SELECT "Id" FROM "Wallets" WITH (UPDLOCK)""", "")]
    [InlineData("8120", """SELECT "State", SUM("Amount") FROM "Withdrawals" """, "")]
    [InlineData("8120", """SELECT w."State", w."Id" FROM "Withdrawals" w GROUP BY w."State" """, "")]
    [InlineData("8120", """SELECT w."State" FROM "Withdrawals" w GROUP BY w."State" HAVING w."Amount" > 0""", "")]
    [InlineData("varchar column", """SELECT 1 FROM "Wallets" WHERE "ScriptPubKey" = @script""", "@script nvarchar(84)")]
    [InlineData("varchar column", """UPDATE w SET w."Balance" = 0 FROM "Wallets" w WHERE w."ScriptPubKey" = N'00'""", "")]
    [InlineData("varchar column", """DELETE FROM "PayoutTransactions" WHERE "TxId" IN (@a, @b)""", "@a varchar(64), @b nvarchar(64)")]
    [InlineData("varchar column", """SELECT 1 FROM "Wallets" w JOIN OPENJSON(@s) WITH ("S" nvarchar(84) '$') j ON j."S" = w."ScriptPubKey" """, "@s nvarchar(max)")]
    [InlineData("varchar column", """SELECT 1 FROM "Wallets" WHERE "ScriptPubKey" IN (SELECT [value] FROM OPENJSON(@s))""", "@s nvarchar(max)")]
    [InlineData("varbinary column", """SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce""", "@nonce nvarchar(32)")]
    [InlineData("varchar column", """SELECT 1 FROM "LedgerTransfers" t WHERE EXISTS (SELECT 1 FROM "Withdrawals" w WHERE t."Reference" = w."Amount")""", "")]
    public void The_other_judge_finds(string fault, string text, string parameters) =>
        Assert.Contains(fault, string.Join('\n', StatementFaults.Find(new CapturedStatement(text, parameters), FaucetSchema.Migrated)), StringComparison.Ordinal);
}
