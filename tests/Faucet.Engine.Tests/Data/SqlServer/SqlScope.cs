using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>What names mean at one place of a statement, and so of which type its expressions are.</summary>
/// <param name="Sources">By alias: the columns that can be named, with their types.</param>
internal sealed record SqlScope(
    SqlServerSchema Schema,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> Sources,
    SqlScope? Outer = null)
{
    private static readonly IReadOnlyDictionary<string, string?> None = new Dictionary<string, string?>();

    public static SqlScope Of(SqlServerSchema schema, CapturedStatement statement) => new(
        schema,
        TSql.ParseParameters(statement.Parameters).ToDictionary(p => p.VariableName.Value, p => SqlTypes.NameOf(p.DataType), StringComparer.OrdinalIgnoreCase),
        new Dictionary<string, IReadOnlyDictionary<string, string?>>());

    /// <summary>Inside a statement that changes a table, whose rows are also INSERTED and DELETED.</summary>
    public SqlScope Within(TableReference? target, IEnumerable<TableReference> from, WithCtesAndXmlNamespaces? with = null)
    {
        var named = WithExpressions(with);
        var sources = named.Collect(from);
        if (target is NamedTableReference table && sources.GetValueOrDefault(SqlServerSchema.NameOf(table.SchemaObject)) is var found)
        {
            var columns = found ?? named.ColumnsOf(table);
            sources.TryAdd(SqlServerSchema.NameOf(table.SchemaObject), columns);
            sources["INSERTED"] = columns;
            sources["DELETED"] = columns;
        }

        return this with { Sources = sources, Outer = named };
    }

    public SqlScope WithExpressions(WithCtesAndXmlNamespaces? with)
    {
        var scope = this;
        foreach (var expression in with?.CommonTableExpressions ?? [])
        {
            scope = scope.WithNamed(expression.ExpressionName.Value, scope.ColumnsOf(expression.QueryExpression, expression.Columns));
        }

        return scope;
    }

    /// <summary>With the table variables that a batch declares.</summary>
    public SqlScope WithVariables(IEnumerable<TSqlStatement> batch) => batch.OfType<DeclareTableVariableStatement>().Select(d => d.Body).Aggregate(
        this, (scope, table) => scope.WithNamed(table.VariableName.Value, ColumnsOf(table.Definition)));

    /// <summary>The type of each column that a query returns; null where it is not known.</summary>
    public IReadOnlyList<(string Name, string? Type)> Results(QueryExpression query)
    {
        if (query is not QuerySpecification specification)
        {
            return query switch
            {
                // The types of a union are those of its mixed branches.
                BinaryQueryExpression both => [.. Results(both.FirstQueryExpression)
                    .Zip(Results(both.SecondQueryExpression), (a, b) => (a.Name, SqlTypes.Highest([a.Type, b.Type])))],
                QueryParenthesisExpression inner => Results(inner.QueryExpression),
                _ => [],
            };
        }

        var scope = Within(null, specification.FromClause?.TableReferences ?? []);
        return [.. specification.SelectElements.SelectMany(scope.Results)];
    }

    public IEnumerable<(string Name, string? Type)> Results(SelectElement element) => element switch
    {
        SelectScalarExpression scalar =>
            [(scalar.ColumnName?.Value ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier.Identifiers[^1].Value ?? "", TypeOf(scalar.Expression))],
        SelectStarExpression => Sources.Where(s => !s.Key.StartsWith("WITH ", StringComparison.Ordinal)).SelectMany(s => s.Value).Select(c => (c.Key, c.Value)),
        _ => [],
    };

    public string? TypeOf(ScalarExpression expression) => expression switch
    {
        ColumnReferenceExpression { ColumnType: ColumnType.Regular } column => Find(column)?.Type,
        VariableReference variable => Parameters.GetValueOrDefault(variable.Name),
        IntegerLiteral { Value: var digits } => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) <= int.MaxValue ? "int" : "decimal",
        StringLiteral { IsNational: var national } => national ? "nvarchar" : "varchar",
        CastCall { DataType: var type } => SqlTypes.NameOf(type),
        ConvertCall { DataType: var type } => SqlTypes.NameOf(type),
        ParenthesisExpression inner => TypeOf(inner.Expression),
        UnaryExpression inner => TypeOf(inner.Expression),
        BinaryExpression both => SqlTypes.Highest([TypeOf(both.FirstExpression), TypeOf(both.SecondExpression)]),
        CoalesceExpression any => SqlTypes.Highest(any.Expressions.Select(TypeOf)),
        SearchedCaseExpression cases => Cases(cases.WhenClauses.Select(w => w.ThenExpression).Append(cases.ElseExpression)),
        SimpleCaseExpression cases => Cases(cases.WhenClauses.Select(w => w.ThenExpression).Append(cases.ElseExpression)),
        IIfCall choice => Cases([choice.ThenExpression, choice.ElseExpression]),
        ScalarSubquery query => Results(query.QueryExpression) is [(_, var type)] ? type : null,
        GlobalVariableExpression { Name: var name } when name.Equals("@@ROWCOUNT", StringComparison.OrdinalIgnoreCase) => "int",
        FunctionCall call => TypeOf(call),
        _ => null,
    };

    /// <summary>What a column's name means here.</summary>
    /// <returns>Null when it is not known; the compiler says whether that is an error.</returns>
    public (string Source, string Name, string? Type)? Find(ColumnReferenceExpression column)
    {
        var names = column.MultiPartIdentifier.Identifiers.Select(i => i.Value).ToList();
        foreach (var (alias, columns) in Sources.Where(s => !s.Key.StartsWith("WITH ", StringComparison.Ordinal)))
        {
            if ((names.Count > 1 ? alias.Equals(names[^2], StringComparison.OrdinalIgnoreCase) : alias is not ("INSERTED" or "DELETED"))
                && columns.TryGetValue(names[^1], out var type))
            {
                return (alias, names[^1], type);
            }
        }

        return Outer?.Find(column);
    }

    private string? TypeOf(FunctionCall call) => call.FunctionName.Value.ToUpperInvariant() switch
    {
        "COUNT" => "int",
        "COUNT_BIG" or "ROW_NUMBER" => "bigint",
        "MIN" or "MAX" or "ABS" or "ISNULL" or "LOWER" or "UPPER" => TypeOf(call.Parameters[0]),
        "SUM" => TypeOf(call.Parameters[0]) is "smallint" or "tinyint" ? "int" : TypeOf(call.Parameters[0]),
        _ => null,
    };

    // A branch of NULL takes the type of the others.
    private string? Cases(IEnumerable<ScalarExpression?> branches) =>
        SqlTypes.Highest(branches.Where(branch => branch is not null and not NullLiteral).Select(branch => TypeOf(branch!)));

    private Dictionary<string, IReadOnlyDictionary<string, string?>> Collect(IEnumerable<TableReference> references)
    {
        var sources = new Dictionary<string, IReadOnlyDictionary<string, string?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var reference in references)
        {
            switch (reference)
            {
                case JoinTableReference join:
                    Collect([join.FirstTableReference, join.SecondTableReference]).ToList().ForEach(s => sources[s.Key] = s.Value);
                    break;
                case JoinParenthesisTableReference inner:
                    Collect([inner.Join]).ToList().ForEach(s => sources[s.Key] = s.Value);
                    break;
                case NamedTableReference table:
                    sources[table.Alias?.Value ?? SqlServerSchema.NameOf(table.SchemaObject)] = ColumnsOf(table);
                    break;
                case VariableTableReference variable:
                    sources[variable.Alias?.Value ?? variable.Variable.Name] = Named(variable.Variable.Name) ?? None;
                    break;
                case OpenJsonTableReference json:
                    sources[json.Alias?.Value ?? "OPENJSON"] = json.SchemaDeclarationItems.Count == 0
                        ? new Dictionary<string, string?> { ["key"] = "nvarchar", ["value"] = "nvarchar", ["type"] = "int" }
                        : json.SchemaDeclarationItems.ToDictionary(
                            i => i.ColumnDefinition.ColumnIdentifier.Value, string? (i) => SqlTypes.NameOf(i.ColumnDefinition.DataType), StringComparer.OrdinalIgnoreCase);
                    break;
                case QueryDerivedTable query:
                    sources[query.Alias.Value] = ColumnsOf(query.QueryExpression, query.Columns);
                    break;
                case InlineDerivedTable values:
                    sources[values.Alias.Value] = values.Columns.Select((c, i) => (c.Value, Type: SqlTypes.Highest(values.RowValues.Select(r => TypeOf(r.ColumnValues[i])))))
                        .ToDictionary(c => c.Value, c => c.Type, StringComparer.OrdinalIgnoreCase);
                    break;
            }
        }

        return sources;
    }

    private Dictionary<string, string?> ColumnsOf(QueryExpression query, IList<Identifier> names) => Results(query)
        .Select((result, i) => (Name: i < names.Count ? names[i].Value : result.Name, result.Type))
        .Where(c => c.Name.Length > 0).DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(c => c.Name, c => c.Type, StringComparer.OrdinalIgnoreCase);

    private IReadOnlyDictionary<string, string?> ColumnsOf(NamedTableReference table)
    {
        var name = SqlServerSchema.NameOf(table.SchemaObject);
        return Named(name) ?? (Schema.Tables.TryGetValue(name, out var found) ? ColumnsOf(found.Definition) : None);
    }

    private static Dictionary<string, string?> ColumnsOf(TableDefinition table) => table.ColumnDefinitions.ToDictionary(
        c => c.ColumnIdentifier.Value, string? (c) => SqlTypes.NameOf(c.DataType), StringComparer.OrdinalIgnoreCase);

    private SqlScope WithNamed(string name, IReadOnlyDictionary<string, string?> columns) => this with
    {
        Sources = new Dictionary<string, IReadOnlyDictionary<string, string?>>(Sources, StringComparer.OrdinalIgnoreCase) { ["WITH " + name] = columns },
    };

    private IReadOnlyDictionary<string, string?>? Named(string name) =>
        Sources.TryGetValue("WITH " + name, out var columns) ? columns : Outer?.Named(name);
}
