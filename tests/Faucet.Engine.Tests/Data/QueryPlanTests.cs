using System.Data.Common;
using System.Text.RegularExpressions;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Payouts;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Faucet.Engine.Tests.Data;

/// <summary>What a visitor, or the round after each block, asks of the database reads no table to its end that grows for ever.</summary>
public sealed partial class QueryPlanTests(ITestOutputHelper output)
{
    private static readonly string[] Growing =
        ["Wallets", "Claims", "ClientBuckets", "LedgerTransfers", "Withdrawals", "PayoutBatches", "BatchItems", "PayoutTransactions", "OutpointReservations"];

    [Fact]
    public async Task No_page_and_no_payout_round_reads_a_whole_table()
    {
        await using var world = await PayoutWorld.CreateAsync();
        var wallets = new[] { await world.FillWalletAsync(1), await world.FillWalletAsync(2) };
        await world.CycleAsync();
        var (statements, scans) = (0, new SortedSet<string>(StringComparer.Ordinal));
        world.Commits.Reading = command =>
        {
            statements++;
            scans.UnionWith(ScansOf(command).Where(Growing.Contains).Select(table => $"{table}: {command.CommandText}"));
        };

        await world.FillWalletAsync(3);
        for (var round = 0; round < 8; round++)
        {
            await world.RoundAsync();
            world.Chain.MineBlock();
        }

        foreach (var wallet in wallets)
        {
            var statement = await world.Faucet.WalletAsync(wallet);
            Assert.Equal(WithdrawalState.Final, Assert.Single(statement.Withdrawals).State);
        }

        foreach (var scan in scans)
        {
            output.WriteLine(scan);
        }

        Assert.True(statements > 50, $"Only {statements} statements were seen.");
        Assert.Empty(scans);
    }

    /// <summary>The tables that a statement reads from end to end, by SQLite's own word (https://www.sqlite.org/eqp.html). The index of the due wallets is none.</summary>
    private static List<string> ScansOf(DbCommand command)
    {
        var tables = AliasPattern().Matches(command.CommandText).ToLookup(match => match.Groups["alias"].Value, match => match.Groups["table"].Value);
        using var explain = command.Connection!.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        explain.Transaction = command.Transaction;
        foreach (SqliteParameter parameter in command.Parameters)
        {
            explain.Parameters.Add(new SqliteParameter(parameter.ParameterName, parameter.Value));
        }

        using var rows = explain.ExecuteReader();
        var scans = new List<string>();
        while (rows.Read())
        {
            if (rows.GetString(3).Split(' ') is ["SCAN", var alias, .. var how] && !how.Contains("IX_Wallets_IsDue"))
            {
                scans.AddRange(tables[alias].Append(alias));
            }
        }

        return scans;
    }

    [GeneratedRegex("\"(?<table>\\w+)\" AS \"(?<alias>\\w+)\"")]
    private static partial Regex AliasPattern();
}
