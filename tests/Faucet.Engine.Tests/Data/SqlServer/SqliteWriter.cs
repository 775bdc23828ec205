using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Writes T-SQL as SQLite says it. Most of it is the same; what SQLite does not understand it refuses, loudly.</summary>
internal static class SqliteWriter
{
    public static string Write(TSqlStatement statement) => Replace(statement) ?? Copy(statement).TrimEnd().TrimEnd(';');

    /// <summary>The fragment as it was written, but for the parts that SQLite says differently.</summary>
    private static string Copy(TSqlFragment fragment)
    {
        var text = new StringBuilder();
        var next = fragment.FirstTokenIndex;
        foreach (var (part, replacement) in Replacements(fragment))
        {
            AppendTokens(text, fragment, next, part.FirstTokenIndex - 1);
            text.Append(replacement);
            next = part.LastTokenIndex + 1;
        }

        AppendTokens(text, fragment, next, fragment.LastTokenIndex);
        return text.ToString();
    }

    private static IEnumerable<(TSqlFragment Part, string Text)> Replacements(TSqlFragment fragment)
    {
        var end = -1;
        foreach (var part in fragment.All<TSqlFragment>().Where(p => p != fragment && p.FirstTokenIndex >= 0).OrderBy(p => p.FirstTokenIndex))
        {
            if (part.FirstTokenIndex > end && Replace(part) is { } text)
            {
                end = part.LastTokenIndex;
                yield return (part, text);
            }
        }
    }

    private static void AppendTokens(StringBuilder text, TSqlFragment fragment, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            text.Append(fragment.ScriptTokenStream[i].Text);
        }
    }

    /// <returns>Null: it is copied.</returns>
    private static string? Replace(TSqlFragment fragment) => fragment switch
    {
        PredicateSetStatement or SetTransactionIsolationLevelStatement or TopRowFilter or OffsetClause => "",
        SaveTransactionStatement save => $"SAVEPOINT {save.Name.Value}",
        RollbackTransactionStatement { Name.Value: var name } => $"ROLLBACK TO {name}",
        IfStatement { ThenStatement: BeginEndBlockStatement { StatementList.Statements: [CreateTableStatement create] } } =>
            Copy(create).Replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", StringComparison.Ordinal),
        QuerySpecification query when query.TopRowFilter is not null || query.OffsetClause is not null => Limited(query),
        NamedTableReference table => Table(table),
        OpenJsonTableReference json => Json(json),
        InlineDerivedTable values => $"(SELECT {string.Join(", ", values.Columns.Select((c, i) => $"column{i + 1} AS {c.Text()}"))} FROM (VALUES {string.Join(", ", values.RowValues.Select(Copy))})) AS {values.Alias.Text()}",
        UnqualifiedJoin { UnqualifiedJoinType: UnqualifiedJoinType.CrossApply } join => $"{Part(join.FirstTableReference)} CROSS JOIN {Part(join.SecondTableReference)}",
        UnqualifiedJoin { UnqualifiedJoinType: UnqualifiedJoinType.OuterApply } join => $"{Part(join.FirstTableReference)} LEFT JOIN {Part(join.SecondTableReference)} ON 1",
        InsertSpecification insert => Insert(insert),
        UpdateSpecification update => Update(update),
        DeleteSpecification delete => Delete(delete),
        MergeSpecification merge => Merge(merge),
        DeclareTableVariableStatement { Body: { } body } => $"CREATE TEMP TABLE IF NOT EXISTS {Name(body.VariableName.Value)} ({string.Join(", ", body.Definition.ColumnDefinitions.Select(c => c.ColumnIdentifier.Text()))}); DELETE FROM {Name(body.VariableName.Value)}",
        VariableTableReference variable => $"{Name(variable.Variable.Name)}{(variable.Alias is { } alias ? $" AS {alias.Text()}" : "")}",
        ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var row, var column] } when row.Value.ToUpperInvariant() is "INSERTED" or "DELETED" => column.Text(),
        StringLiteral { IsNational: true } literal => literal.Text()[1..],
        CastCall cast => $"CAST({Part(cast.Parameter)} AS {Affinity(cast.DataType)})",
        ConvertCall { Style: IntegerLiteral { Value: "2" } } convert when SqlTypes.NameOf(convert.DataType) == "varbinary" => $"unhex({Part(convert.Parameter)})",
        ConvertCall { Style: null } convert => $"CAST({Part(convert.Parameter)} AS {Affinity(convert.DataType)})",
        GlobalVariableExpression { Name: var name } when name.Equals("@@ROWCOUNT", StringComparison.OrdinalIgnoreCase) => "changes()",
        FunctionCall call => Function(call),
        _ => null,
    };

    private static string Part(TSqlFragment fragment) => Replace(fragment) ?? Copy(fragment);

    private static string Limited(QuerySpecification query) => query switch
    {
        { TopRowFilter.Expression: var top, OffsetClause: null } => $"{Copy(query)} LIMIT {Part(top)}",
        { OffsetClause: { FetchExpression: { } fetch } offset } => $"{Copy(query)} LIMIT {Part(fetch)} OFFSET {Part(offset.OffsetExpression)}",
        _ => throw new NotSupportedException(query.Text()),
    };

    private static string Table(NamedTableReference table) =>
        $"{table.SchemaObject.BaseIdentifier.Text()}{(table.Alias is { } alias ? $" AS {alias.Text()}" : "")}";

    /// <summary>SQL Server reads binary from base 64; the twin keeps identifiers in upper case.</summary>
    private static string Json(OpenJsonTableReference json)
    {
        var rows = $"json_each({Part(json.Variable)}{(json.RowPattern is { } path ? $", {Part(path)}" : "")})";
        var alias = json.Alias is { } name ? $" AS {name.Text()}" : "";
        if (json.SchemaDeclarationItems.Count == 0)
        {
            return rows + alias;
        }

        var columns = json.SchemaDeclarationItems.Select(item =>
        {
            var column = item.ColumnDefinition.ColumnIdentifier;
            var path = (item.Mapping as StringLiteral)?.Value ?? $"$.{column.Value}";
            var value = path == "$" ? "each.value" : $"json_extract(each.value, '{path}')";
            return SqlTypes.NameOf(item.ColumnDefinition.DataType) switch
            {
                "varbinary" or "binary" => $"from_base64({value}) AS {column.Text()}",
                "uniqueidentifier" => $"upper({value}) AS {column.Text()}",
                _ => $"CAST({value} AS {Affinity(item.ColumnDefinition.DataType)}) AS {column.Text()}",
            };
        });
        return $"(SELECT {string.Join(", ", columns)} FROM {rows} AS each){alias}";
    }

    private static string Insert(InsertSpecification insert) => string.Join(
        ' ',
        ["INSERT INTO", Part(insert.Target), insert.Columns.Count > 0 ? $"({string.Join(", ", insert.Columns.Select(c => c.Text()))})" : "",
         Part(insert.InsertSource), Returning(insert)]);

    /// <summary>EF Core's way to insert many rows and have their keys: MERGE of a list that matches nothing.</summary>
    /// <remarks>SQLite can't return columns of the list; but it numbers the rows of one INSERT in order.</remarks>
    private static string Merge(MergeSpecification merge)
    {
        if (merge is not
            {
                TableReference: InlineDerivedTable list,
                SearchCondition: BooleanComparisonExpression { FirstExpression: IntegerLiteral { Value: "1" }, SecondExpression: IntegerLiteral { Value: "0" } },
                ActionClauses: [{ Action: InsertMergeAction insert }],
            })
        {
            throw new NotSupportedException($"This MERGE: {merge.Text()}");
        }

        var columns = string.Join(", ", insert.Columns.Select(c => c.Text()));
        var rows = $"INSERT INTO {Part(merge.Target)} ({columns}) SELECT {string.Join(", ", insert.Source.RowValues[0].ColumnValues.Select(Part))} FROM {Part(list)} ORDER BY {list.Alias.Text()}._Position";
        var output = merge.OutputIntoClause?.SelectColumns ?? merge.OutputClause?.SelectColumns;
        if (output is not [SelectScalarExpression { Expression: ColumnReferenceExpression key }, SelectScalarExpression { Expression: ColumnReferenceExpression position }]
            || key.MultiPartIdentifier.Identifiers is not [{ Value: "INSERTED" }, { Value: "Id" }] || position.MultiPartIdentifier.Identifiers[^1].Value != "_Position")
        {
            throw new NotSupportedException($"The output of this MERGE: {merge.Text()}");
        }

        var numbered = $"SELECT last_insert_rowid() - {list.RowValues.Count - 1} + _Position AS [Id], _Position FROM {Part(list)}";
        return merge.OutputIntoClause is { } into ? $"{rows};\nINSERT INTO {Part(into.IntoTable)} {numbered}" : $"{rows};\n{numbered}";
    }

    private static string Update(UpdateSpecification update)
    {
        var (target, others, conditions) = Sources(update);
        var sets = update.SetClauses.Cast<AssignmentSetClause>().Select(set =>
        {
            var column = set.Column.MultiPartIdentifier.Identifiers[^1].Text();
            return set.AssignmentKind switch
            {
                AssignmentKind.Equals => $"{column} = {Part(set.NewValue)}",
                AssignmentKind.AddEquals => $"{column} = {column} + ({Part(set.NewValue)})",
                AssignmentKind.SubtractEquals => $"{column} = {column} - ({Part(set.NewValue)})",
                _ => throw new NotSupportedException(set.Text()),
            };
        });
        return $"UPDATE {target} SET {string.Join(", ", sets)}{(others.Count > 0 ? $" FROM {string.Join(", ", others)}" : "")}{Where(conditions)} {Returning(update)}";
    }

    private static string Delete(DeleteSpecification delete)
    {
        var (target, others, conditions) = Sources(delete);
        return others.Count == 0
            ? $"DELETE FROM {target}{Where(conditions)} {Returning(delete)}"
            : throw new NotSupportedException($"DELETE with a join: {delete.Text()}");
    }

    /// <summary>T-SQL repeats the changed table in FROM, SQLite does not.</summary>
    private static (string Target, List<string> Others, List<string> Conditions) Sources(UpdateDeleteSpecificationBase change)
    {
        var named = (NamedTableReference)change.Target;
        var name = SqlServerSchema.NameOf(named.SchemaObject);
        var conditions = new List<string>();
        var references = (change.FromClause?.TableReferences ?? []).SelectMany(reference => Flatten(reference, conditions)).ToList();
        var target = references.OfType<NamedTableReference>().SingleOrDefault(t => (t.Alias?.Value ?? SqlServerSchema.NameOf(t.SchemaObject)) == name) ?? named;
        if (change.WhereClause is { } where)
        {
            conditions.Add(Part(where.SearchCondition));
        }

        return (Part(target), [.. references.Where(r => r != target).Select(Part)], conditions);
    }

    private static List<TableReference> Flatten(TableReference reference, List<string> conditions)
    {
        switch (reference)
        {
            case QualifiedJoin { QualifiedJoinType: QualifiedJoinType.Inner } join:
                var inner = Flatten(join.FirstTableReference, conditions).Concat(Flatten(join.SecondTableReference, conditions)).ToList();
                conditions.Add(Part(join.SearchCondition));
                return inner;
            case UnqualifiedJoin { UnqualifiedJoinType: UnqualifiedJoinType.CrossJoin } join:
                return [.. Flatten(join.FirstTableReference, conditions), .. Flatten(join.SecondTableReference, conditions)];
            case JoinTableReference:
                throw new NotSupportedException($"A change through this join: {reference.Text()}");
            default:
                return [reference];
        }
    }

    private static string Name(string variable) => $"[{variable}]";

    private static string Where(List<string> conditions) => conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions.Select(c => $"({c})"))}";

    private static string Returning(DataModificationSpecification change) => change.OutputIntoClause is not null
        ? throw new NotSupportedException($"OUTPUT … INTO: {change.Text()}")
        : change.OutputClause is { } output ? $"RETURNING {string.Join(", ", output.SelectColumns.Select(Part))}" : "";

    private static string Affinity(DataTypeReference type) => SqlTypes.NameOf(type) switch
    {
        "bigint" or "int" or "smallint" or "tinyint" or "bit" => "INTEGER",
        "varchar" or "nvarchar" or "char" or "nchar" or "uniqueidentifier" => "TEXT",
        "varbinary" or "binary" => "BLOB",
        "decimal" => "NUMERIC",
        "float" or "real" => "REAL",
        var other => throw new NotSupportedException($"CAST to {other}"),
    };

    private static string? Function(FunctionCall call) => call.FunctionName.Value.ToUpperInvariant() switch
    {
        "SCOPE_IDENTITY" => "last_insert_rowid()",
        "COUNT_BIG" => Copy(call).Replace("COUNT_BIG", "COUNT", StringComparison.OrdinalIgnoreCase),
        "ISNULL" => $"IFNULL({string.Join(", ", call.Parameters.Select(Part))})",
        "GREATEST" => $"MAX({string.Join(", ", call.Parameters.Select(Part))})",
        "LEAST" => $"MIN({string.Join(", ", call.Parameters.Select(Part))})",
        "OBJECT_ID" => $"(SELECT 1 FROM sqlite_master WHERE name = '{((StringLiteral)call.Parameters[0]).Value.Trim('[', ']')}')",
        _ => null,
    };
}
