using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Ledger;

/// <summary>What somebody writes into the database behind the faucet's back, and the law that finds it.</summary>
public sealed class LedgerVerifierTests
{
    private const int Moments = 50;
    private const int MostAudits = 5_000;

    /// <summary>With the append-only trigger and the constraints out of the way, as an intruder would.</summary>
    public static TheoryData<string, string[]> Tamperings => new()
    {
        { """UPDATE "Wallets" SET "Balance" = "Balance" + 1 WHERE "Id" = (SELECT MIN("Id") FROM "Wallets")""", ["Each wallet's balance"] },
        { """UPDATE "LedgerTransfers" SET "Amount" = -"Amount" WHERE "Id" = 2""", ["What is left to give", "Every transfer moves", "Each wallet's balance", "Each wallet was credited"] },
        { """UPDATE "LedgerTransfers" SET "Credit" = 999999 WHERE "Id" = 2""", ["Every transfer moves", "Each wallet's balance", "Each wallet was credited"] },
        { """UPDATE "LedgerTransfers" SET "Credit" = -7 WHERE "Id" = 2""", ["Every transfer moves", "Each wallet's balance", "Each wallet was credited"] },
        { """UPDATE "LedgerTransfers" SET "Credit" = "Debit" WHERE "Id" = 2""", ["What is left to give", "Every transfer moves", "Each wallet's balance", "Each wallet was credited"] },
        { """INSERT INTO "LedgerAccounts" VALUES (-7, 'Wallet'), (9223372036854775807, 'Wallet'); UPDATE "LedgerTransfers" SET "Credit" = -7 WHERE "Id" = 2""", ["Each wallet's balance", "Each wallet was credited"] },
        { """DELETE FROM "LedgerTransfers" WHERE "Id" = 2""", ["What is left to give", "Each wallet's balance", "Each wallet was credited"] },
        { """UPDATE "LedgerTransfers" SET "Kind" = 'Deposit' WHERE "Id" = 2""", ["Each wallet was credited"] },
        { """DELETE FROM "Claims" WHERE "WalletId" = (SELECT MIN("Id") FROM "Wallets")""", ["Each wallet was credited", "Each day's outflow"] },
        { """UPDATE "Claims" SET "WalletId" = (SELECT MAX("Id") FROM "Wallets")""", ["Each wallet was credited"] },
        { """UPDATE "ClaimGates" SET "Available" = "Available" + 1""", ["What is left to give"] },
        { """DELETE FROM "ClaimGates" """, ["What is left to give"] },
        { """UPDATE "OutflowDays" SET "Spent" = "Spent" - 1""", ["Each day's outflow"] },
        { """INSERT INTO "OutflowDays" SELECT "Day" + 1, "Spent" FROM "OutflowDays" """, ["Each day's outflow"] },
        { """INSERT INTO "LedgerTransfers" SELECT 99, 4, 1, "Amount", 'Payout', 'x', "At" FROM "LedgerTransfers" WHERE "Id" = 2""", ["What is owed", "What is left to give", "Exactly the final withdrawals"] },
    };

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    [InlineData(DatabaseProvider.SqlServer)]
    public async Task Holds_for_what_the_faucet_wrote(DatabaseProvider provider)
    {
        await using var world = await WithTwoClaimsAsync(provider);

        var laws = await world.Get<LedgerVerifier>().VerifyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(12, laws.Count);
        Assert.All(laws, law => Assert.True(law.Holds, $"{law.Law}: {law.Figures}"));
        Assert.Equal(["3 transfers, 0 wrong", "2 wallets, 0 wrong", "2 claims, 0 wrong", "1 days, 0 wrong"], laws.Take(4).Select(law => law.Figures));
    }

    /// <summary>Two readers that did not look at the same moment would miss a claim that the other has.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Holds_while_claims_go_on(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        using var enough = new CancellationTokenSource();
        var claims = Task.Run(async () =>
        {
            for (var claimed = 1; !enough.IsCancellationRequested; claimed++)
            {
                await world.ClaimAsync(claimed, claimed);
            }
        });
        var verifier = world.Get<LedgerVerifier>();
        var broken = new List<string>();
        var seen = new HashSet<string>();
        for (var audit = 0; audit < MostAudits && seen.Count < Moments; audit++)
        {
            var laws = await verifier.VerifyAsync(TestContext.Current.CancellationToken);
            broken.AddRange(laws.Where(law => !law.Holds).Select(law => $"{law.Law}: {law.Figures}"));
            seen.Add(laws[2].Figures);
        }

        await enough.CancelAsync();
        await claims;
        Assert.Empty(broken);
        Assert.Equal(Moments, seen.Count);
    }

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Finds_what_was_written_behind_its_back(string tampering, string[] broken)
    {
        await using var world = await WithTwoClaimsAsync(DatabaseProvider.Sqlite);
        await using (var db = world.Database.Open())
        {
            await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            foreach (var trigger in await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'").ToListAsync(TestContext.Current.CancellationToken))
            {
                await db.Database.ExecuteSqlRawAsync(string.Concat("DROP TRIGGER ", trigger), TestContext.Current.CancellationToken);
            }

            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON;", TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await db.Database.ExecuteSqlRawAsync(tampering, TestContext.Current.CancellationToken));
        }

        var laws = await world.Get<LedgerVerifier>().VerifyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(broken.Order(), laws.Where(law => !law.Holds).Select(law => broken.FirstOrDefault(b => law.Law.StartsWith(b, StringComparison.Ordinal)) ?? law.Law).Order());
    }

    private static async Task<FaucetWorld> WithTwoClaimsAsync(DatabaseProvider provider)
    {
        var world = await FaucetWorld.CreateAsync(provider);
        await world.ClaimAsync(1, 1);
        await world.ClaimAsync(2, 2);
        return world;
    }
}
