using System.Text.RegularExpressions;
using Faucet.Engine.Data.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Every statement that the application sends to SQL Server, judged by SQL Server's compiler and by what it is blind to.</summary>
public sealed class SqlServerStatementTests(SqlServerStory story, ITestOutputHelper output) : IClassFixture<SqlServerStory>
{
    [Fact]
    public void All_of_them_compile_without_a_warning()
    {
        output.WriteLine($"{story.Statements.Count} distinct statements");
        AssertNone(SqlServerCompiler.Compile(FaucetSchema.Migrated.ToStatements(), story.Statements));
    }

    [Fact]
    public void None_does_what_the_compiler_is_blind_to() => AssertNone(
        story.Statements.SelectMany(statement => StatementFaults.Find(statement, FaucetSchema.Migrated).Select(fault => $"{fault}\n{statement}")));

    [Fact]
    public void Every_place_that_sends_statements_was_reached()
    {
        Assert.SkipWhen(SourceOfStatements.IsOptimised, "The optimizer leaves callers off the stack: build for debugging.");
        var reached = story.CallSites;
        var calls = SourceOfStatements.Calls();
        output.WriteLine($"{calls.Count} places");
        Assert.True(calls.Count > 50, "The engine's code is not understood any more.");
        AssertNone(calls.Where(call => !reached.Contains(call.Call)).Select(call => call.Place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_text_of_sql_in_the_sources_was_sent()
    {
        var sent = story.Statements.Select(s => SourceOfStatements.Flatten(s.Text)).ToList();
        var texts = SourceOfStatements.Texts();
        output.WriteLine($"{texts.Count} texts");
        Assert.True(texts.Count > 10, "The engine's sources are not understood any more.");
        AssertNone(texts.Where(text => !sent.Any(s => Regex.IsMatch(s, text.Pattern, RegexOptions.None, TimeSpan.FromSeconds(5))))
            .Select(text => $"{text.File}: {text.Pattern}"));
    }

    [Fact]
    public void Every_table_is_read_and_written()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var statements = story.Statements.SelectMany(s => TSql.ParseBatch(s.Text)).ToList();
        var written = statements.SelectMany(s => s.All<DataModificationSpecification>()).Select(StatementFaults.TargetOf).ToHashSet();
        var read = statements.SelectMany(s => s.All<QuerySpecification>()).SelectMany(q => q.All<NamedTableReference>()).Select(t => t.SchemaObject.BaseIdentifier.Value).ToHashSet();
        var tables = db.Model.GetEntityTypes().Select(e => e.GetTableName()!).ToList();

        AssertNone(tables.Except(read).Select(table => $"{table} is never read"));
        AssertNone(tables.Except(written).Select(table => $"{table} is never written"));
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join("\n\n", all));
    }
}
