using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>SQL Server's types by name, without their lengths.</summary>
internal static class SqlTypes
{
    /// <summary>Of two types the one of higher precedence is kept, and the other converted (learn.microsoft.com, "Data type precedence").</summary>
    private static readonly string[] Precedence =
    [
        "datetimeoffset", "datetime2", "datetime", "date", "time", "float", "real", "decimal", "money", "bigint", "int", "smallint", "tinyint", "bit",
        "uniqueidentifier", "nvarchar", "nchar", "varchar", "char", "varbinary", "binary",
    ];

    private static readonly string[] WholeNumbers = ["bigint", "int", "smallint", "tinyint", "bit"];

    public static string NameOf(DataTypeReference type) => type switch
    {
        SqlDataTypeReference { SqlDataTypeOption: var option } => option == SqlDataTypeOption.Numeric ? "decimal" : option.ToString().ToLowerInvariant(),
        _ => throw new NotSupportedException($"Type {type.Text()}"),
    };

    /// <summary>The type of an expression that mixes these; null when one is not known.</summary>
    public static string? Highest(IEnumerable<string?> types)
    {
        var all = types.ToList();
        return all.Contains(null) ? null : all.MinBy(type => Array.IndexOf(Precedence, type));
    }

    /// <summary>True when a comparison converts the column for each row, so that no index on it is of use.</summary>
    public static bool ConvertsColumn(string column, string other) =>
        column != other
        && Array.IndexOf(Precedence, other) < Array.IndexOf(Precedence, column)
        && !(WholeNumbers.Contains(column) && WholeNumbers.Contains(other));
}
