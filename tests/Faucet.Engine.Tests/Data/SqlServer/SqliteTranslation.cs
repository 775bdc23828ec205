using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>A captured statement in words that SQLite understands, with what SQL Server would say of its results.</summary>
/// <param name="ResultTypes">For each result its columns' types in T-SQL; null where they are not known.</param>
internal sealed record SqliteTranslation(string Text, IReadOnlyList<IReadOnlyList<string?>> ResultTypes)
{
    private static readonly ConcurrentDictionary<CapturedStatement, SqliteTranslation> Known = [];

    /// <summary>Stands for a statement that needs no twin.</summary>
    public static SqliteTranslation Nothing { get; } = new("SELECT 0", [["int"]]);

    public static SqliteTranslation Of(CapturedStatement statement) => Known.GetOrAdd(statement, static captured =>
    {
        var statements = TSql.ParseBatch(captured.Text);
        var scope = SqlScope.Of(FaucetSchema.Migrated, captured).WithVariables(statements);
        return new SqliteTranslation(
            string.Join(";\n", statements.Select(SqliteWriter.Write).Where(text => text.Length > 0)),
            [.. statements.Select(s => ResultsOf(s, scope)).Where(types => types is not null).Select(types => types!)]);
    });

    private static IReadOnlyList<string?>? ResultsOf(TSqlStatement statement, SqlScope scope) => statement switch
    {
        SelectStatement select => [.. scope.WithExpressions(select.WithCtesAndXmlNamespaces).Results(select.QueryExpression).Select(c => c.Type)],
        DataModificationStatement change when SpecificationOf(change) is { OutputClause: { } output } specification =>
            [.. output.SelectColumns.SelectMany(scope.Within(specification.Target, SourcesOf(specification), change.WithCtesAndXmlNamespaces).Results).Select(c => c.Type)],
        _ => null,
    };

    public static DataModificationSpecification SpecificationOf(DataModificationStatement statement) => statement switch
    {
        InsertStatement insert => insert.InsertSpecification,
        UpdateStatement update => update.UpdateSpecification,
        DeleteStatement delete => delete.DeleteSpecification,
        MergeStatement merge => merge.MergeSpecification,
        _ => throw new NotSupportedException(statement.Text()),
    };

    /// <summary>The tables that a change reads beside its target, or that name its target.</summary>
    public static IEnumerable<TableReference> SourcesOf(DataModificationSpecification specification) => specification switch
    {
        UpdateDeleteSpecificationBase { FromClause: { } from } => from.TableReferences,
        MergeSpecification merge => [merge.TableReference],
        _ => [],
    };
}
