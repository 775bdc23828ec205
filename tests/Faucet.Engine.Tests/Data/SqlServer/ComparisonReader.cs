using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Finds comparisons for which SQL Server converts a table's column, row by row, instead of seeking in its index.</summary>
internal sealed class ComparisonReader(SqlScope scope) : TSqlFragmentVisitor
{
    private SqlScope scope = scope;

    public List<string> Faults { get; } = [];

    public override void ExplicitVisit(SelectStatement node) =>
        Within(scope.WithExpressions(node.WithCtesAndXmlNamespaces), () => base.ExplicitVisit(node));

    public override void ExplicitVisit(QuerySpecification node) => Within(scope.Within(null, node.FromClause?.TableReferences ?? []), () => base.ExplicitVisit(node));

    public override void ExplicitVisit(UpdateSpecification node) => Within(scope.Within(node.Target, SqliteTranslation.SourcesOf(node)), () => base.ExplicitVisit(node));

    public override void ExplicitVisit(DeleteSpecification node) => Within(scope.Within(node.Target, SqliteTranslation.SourcesOf(node)), () => base.ExplicitVisit(node));

    public override void Visit(BooleanComparisonExpression node) => Judge(node, node.FirstExpression, node.SecondExpression);

    public override void Visit(LikePredicate node) => Judge(node, node.FirstExpression, node.SecondExpression);

    public override void Visit(BooleanTernaryExpression node)
    {
        Judge(node, node.FirstExpression, node.SecondExpression);
        Judge(node, node.FirstExpression, node.ThirdExpression);
    }

    public override void Visit(InPredicate node)
    {
        foreach (var value in node.Subquery is { } query ? [query] : node.Values)
        {
            Judge(node, node.Expression, value);
        }
    }

    private void Within(SqlScope inner, Action visit)
    {
        var outer = scope;
        scope = inner;
        visit();
        scope = outer;
    }

    private void Judge(TSqlFragment comparison, ScalarExpression first, ScalarExpression second)
    {
        Judge(comparison, first as ColumnReferenceExpression, second);
        Judge(comparison, second as ColumnReferenceExpression, first);
    }

    private void Judge(TSqlFragment comparison, ColumnReferenceExpression? column, ScalarExpression other)
    {
        if (column is null || scope.Find(column)?.Type is not { } type || scope.TypeOf(other) is not { } otherType)
        {
            return;
        }

        if (SqlTypes.ConvertsColumn(type, otherType))
        {
            Faults.Add($"converts the {type} column for each row, to compare it with {otherType}: {comparison.Text()}");
        }
    }
}
