using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>A statement as the application gave it to SQL Server's driver.</summary>
/// <param name="Parameters">Declared as the driver would declare them.</param>
internal sealed record CapturedStatement(string Text, string Parameters)
{
    public static CapturedStatement Of(SqlCommand command) => new(
        command.CommandText, string.Join(", ", command.Parameters.Cast<SqlParameter>().Select(p => $"@{p.ParameterName.TrimStart('@')} {TypeOf(p)}")));

    public override string ToString() => Parameters.Length == 0 ? Text : $"{Text}\n-- {Parameters}";

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        // Without a size the driver takes that of the value.
        SqlDbType.NVarChar or SqlDbType.NChar => Sized(parameter, 4000),
        SqlDbType.VarChar or SqlDbType.Char or SqlDbType.VarBinary or SqlDbType.Binary => Sized(parameter, 8000),
        SqlDbType.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Math.Max(parameter.Precision, (byte)18)},{parameter.Scale})"),
        var type => Name(type),
    };

    private static string Sized(SqlParameter parameter, int most) =>
        $"{Name(parameter.SqlDbType)}({(parameter.Size < 0 || parameter.Size > most ? "max" : Math.Max(parameter.Size, 1).ToString(CultureInfo.InvariantCulture))})";

    private static string Name(SqlDbType type) => type.ToString().ToLowerInvariant();
}
