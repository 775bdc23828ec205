using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <param name="Bytes">Of its columns together; null when one has no limit.</param>
internal sealed record IndexKey(string Name, int? Bytes, bool IsClustered);

/// <summary>All keys of a schema: of indexes, and of primary and unique constraints.</summary>
internal static class IndexKeys
{
    public static IEnumerable<IndexKey> Of(SqlServerSchema schema)
    {
        foreach (var index in schema.Indexes.Values)
        {
            var table = SqlServerSchema.NameOf(index.OnName);
            yield return new IndexKey(
                $"{table}.{index.Name.Value}", BytesOf(schema.Tables[table], index.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value)), index.Clustered ?? false);
        }

        foreach (var (name, table) in schema.Tables)
        {
            foreach (var unique in table.Definition.TableConstraints.OfType<UniqueConstraintDefinition>())
            {
                yield return KeyOf(name, table, unique, unique.Columns.Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value));
            }

            foreach (var column in table.Definition.ColumnDefinitions)
            {
                foreach (var unique in column.Constraints.OfType<UniqueConstraintDefinition>())
                {
                    yield return KeyOf(name, table, unique, [column.ColumnIdentifier.Value]);
                }
            }
        }
    }

    private static IndexKey KeyOf(string name, CreateTableStatement table, UniqueConstraintDefinition unique, IEnumerable<string> columns) =>
        new($"{name} {(unique.IsPrimaryKey ? "primary" : "unique")} key", BytesOf(table, columns), unique.Clustered ?? unique.IsPrimaryKey);

    private static int? BytesOf(CreateTableStatement table, IEnumerable<string> columns) =>
        columns.Select(name => BytesOf(table.Definition.ColumnDefinitions.Single(c => c.ColumnIdentifier.Value == name).DataType)).Aggregate((a, b) => a + b);

    private static int? BytesOf(DataTypeReference type)
    {
        var length = ((SqlDataTypeReference)type).Parameters.FirstOrDefault();
        return SqlTypes.NameOf(type) switch
        {
            _ when length is MaxLiteral => null,
            "nvarchar" or "nchar" => 2 * Number(length),
            "varchar" or "char" or "varbinary" or "binary" => Number(length),
            "bigint" => 8,
            "int" => 4,
            "bit" => 1,
            "uniqueidentifier" => 16,
            var other => throw new NotSupportedException($"The size of {other}"),
        };
    }

    private static int Number(Literal? length) => length is null ? 1 : int.Parse(length.Value, CultureInfo.InvariantCulture);
}
