using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>What SQL Server refuses, or does slowly, and its compiler says nothing about.</summary>
internal static class StatementFaults
{
    /// <summary>Functions that SQL Server 2022 has and the application uses. The compiler takes any name.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT", "SUM", "MIN", "MAX", "ROW_NUMBER", "SCOPE_IDENTITY", "OBJECT_ID", "CONCAT", "LEN", "ABS", "ISNULL", "GREATEST", "LEAST", "COUNT_BIG",
    };

    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase) { "COUNT", "COUNT_BIG", "SUM", "MIN", "MAX" };

    public static IReadOnlyList<string> Find(CapturedStatement captured, SqlServerSchema schema)
    {
        var faults = new List<string>();
        var batch = TSql.ParseBatch(captured.Text);
        var scope = SqlScope.Of(schema, captured).WithVariables(batch);
        foreach (var statement in batch)
        {
            faults.AddRange(statement.All<DataModificationSpecification>().SelectMany(change => Of(change, schema)));
            faults.AddRange(statement.All<FunctionCall>().Where(call => !Functions.Contains(call.FunctionName.Value))
                .Select(call => $"error 195, if there is no such function: {call.FunctionName.Value}"));
            faults.AddRange(statement.All<TableReferenceWithAlias>().OfType<NamedTableReference>().Where(table => table.TableHints.Count > 0)
                .Select(table => $"relies on a hint: {table.Text()}"));
            faults.AddRange(statement.All<QuerySpecification>().SelectMany(UngroupedColumns));
            var comparisons = new ComparisonReader(scope);
            statement.Accept(comparisons);
            faults.AddRange(comparisons.Faults);
        }

        return faults;
    }

    private static IEnumerable<string> Of(DataModificationSpecification change, SqlServerSchema schema)
    {
        var table = TargetOf(change);
        var triggers = schema.Triggers.Values.Where(t => SqlServerSchema.NameOf(t.TriggerObject.Name) == table).ToList();
        if (change.OutputClause is not null && triggers.Count > 0)
        {
            yield return $"error 334: OUTPUT without INTO on {table}, which has a trigger";
        }

        if (change is MergeSpecification merge)
        {
            var actions = merge.ActionClauses.Select(clause => ActionOf(clause.Action)).Distinct().ToList();
            var instead = triggers.Where(t => t.TriggerType == TriggerType.InsteadOf).SelectMany(t => t.TriggerActions).Select(a => a.TriggerActionType).ToHashSet();
            if (actions.Any(instead.Contains) && !actions.All(instead.Contains))
            {
                yield return $"error 5316: MERGE into {table}, which has an INSTEAD OF trigger for some of its actions";
            }

            foreach (var action in merge.ActionClauses.Select(clause => clause.Action).OfType<InsertMergeAction>().Where(a => a.Source.RowValues.Any(r => r.ColumnValues.Count != a.Columns.Count)))
            {
                yield return $"error 10709: {action.Text()}";
            }
        }

        if (change is InsertSpecification { Columns.Count: > 0 and var columns } insert)
        {
            var sources = insert.InsertSource switch
            {
                ValuesInsertSource { IsDefaultValues: false } values => values.RowValues.Select(row => row.ColumnValues.Count),
                SelectInsertSource { Select: QuerySpecification { SelectElements: var elements } } when !elements.Any(e => e is SelectStarExpression) => [elements.Count],
                _ => [],
            };
            foreach (var count in sources.Where(count => count != columns))
            {
                yield return $"error 110: {count} values for {columns} columns";
            }
        }
        else if (change is InsertSpecification { InsertSource: not ValuesInsertSource { IsDefaultValues: true } })
        {
            yield return "names no columns: a new one would break it";
        }
    }

    private static TriggerActionType ActionOf(MergeAction action) => action switch
    {
        InsertMergeAction => TriggerActionType.Insert,
        UpdateMergeAction => TriggerActionType.Update,
        _ => TriggerActionType.Delete,
    };

    /// <summary>The table that is changed, whatever alias it goes by.</summary>
    public static string? TargetOf(DataModificationSpecification change)
    {
        if (change.Target is not NamedTableReference target)
        {
            return null;
        }

        var name = SqlServerSchema.NameOf(target.SchemaObject);
        return SqliteTranslation.SourcesOf(change).SelectMany(s => s.All<NamedTableReference>()).FirstOrDefault(t => t.Alias?.Value == name) is { } aliased
            ? SqlServerSchema.NameOf(aliased.SchemaObject)
            : name;
    }

    /// <summary>SQLite shows any row's value for such a column; SQL Server and PostgreSQL refuse.</summary>
    private static IEnumerable<string> UngroupedColumns(QuerySpecification query)
    {
        TSqlFragment[] parts = [.. query.SelectElements, .. Present(query.HavingClause)];
        var grouped = (query.GroupByClause?.GroupingSpecifications ?? []).OfType<ExpressionGroupingSpecification>().Select(g => Plain(g.Expression)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (query.GroupByClause is null && !parts.SelectMany(p => Own<FunctionCall>(p)).Any(IsAggregate))
        {
            return [];
        }

        return parts.SelectMany(part => Own<ColumnReferenceExpression>(part)
                .Where(column => column.ColumnType == ColumnType.Regular && !Own<FunctionCall>(part).Any(call => IsAggregate(call) && Contains(call, column))))
            .Where(column => !grouped.Contains(Plain(column)))
            .Select(column => $"error 8120: {column.Text()} is neither grouped nor aggregated");
    }

    private static IEnumerable<TSqlFragment> Present(TSqlFragment? part) => part is null ? [] : [part];

    private static bool IsAggregate(FunctionCall call) => Aggregates.Contains(call.FunctionName.Value) && call.OverClause is null;

    private static bool Contains(TSqlFragment outer, TSqlFragment inner) => outer.FirstTokenIndex <= inner.FirstTokenIndex && inner.LastTokenIndex <= outer.LastTokenIndex;

    /// <summary>Parts of this query, and not of one inside it.</summary>
    private static IEnumerable<T> Own<T>(TSqlFragment part)
        where T : TSqlFragment => part.All<T>().Where(found => !part.All<ScalarSubquery>().Any(inner => Contains(inner, found)));

    private static string Plain(TSqlFragment fragment) => fragment.Text().Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
}
