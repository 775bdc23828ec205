using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>SQL Server 2022's grammar, by Microsoft's parser.</summary>
internal static class TSql
{
    /// <summary>One batch: what one command sends.</summary>
    /// <exception cref="FormatException">It is not T-SQL; SQL Server would refuse it whole.</exception>
    public static IReadOnlyList<TSqlStatement> ParseBatch(string sql) =>
        ParseScript(sql) switch
        {
            [] => [],
            [var batch] => [.. batch.Statements],
            _ => throw new FormatException($"More than one batch:\n{sql}"),
        };

    /// <summary>A script whose batches GO parts.</summary>
    public static IReadOnlyList<TSqlBatch> ParseScript(string sql)
    {
        // SqlClient connects with QUOTED_IDENTIFIER ON.
        var script = (TSqlScript)new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors.Count == 0
            ? [.. script.Batches]
            : throw new FormatException(string.Join('\n', errors.Select(e => $"{e.Message} …{sql[Math.Max(e.Offset - 200, 0)..Math.Min(e.Offset + 50, sql.Length)]}…")));
    }

    public static IReadOnlyList<ProcedureParameter> ParseParameters(string declarations) => declarations.Length == 0
        ? []
        : [.. ((CreateProcedureStatement)ParseBatch($"CREATE PROCEDURE p {declarations} AS RETURN")[0]).Parameters];

    /// <summary>The fragment as it was written.</summary>
    public static string Text(this TSqlFragment fragment) => string.Concat(
        fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1).Select(t => t.Text));

    /// <summary>All parts of one kind, from the outside in.</summary>
    public static IReadOnlyList<T> All<T>(this TSqlFragment fragment)
        where T : TSqlFragment
    {
        var finder = new Finder<T>();
        fragment.Accept(finder);
        return finder.Found;
    }

    private sealed class Finder<T> : TSqlFragmentVisitor
        where T : TSqlFragment
    {
        public List<T> Found { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            if (fragment is T found)
            {
                Found.Add(found);
            }

            base.Visit(fragment);
        }
    }
}
