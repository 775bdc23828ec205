using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Makes the driver's exceptions, which only the driver can: it has no public constructor for them.</summary>
internal static class SqlErrors
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    private static readonly ConstructorInfo NewError = typeof(SqlError).GetConstructors(Internal)
        .Where(c => c.GetParameters() is [{ Name: "infoNumber" }, ..]).MinBy(c => c.GetParameters().Length)!; // There, or no test of this kind can run.

    private static readonly MethodInfo CreateException = typeof(SqlException).GetMethod(
        "CreateException", Internal, [typeof(SqlErrorCollection), typeof(string)])!;

    /// <summary>What the driver throws when the server reports this error number.</summary>
    public static SqlException Create(int number, string message = "")
    {
        var values = NewError.GetParameters().Select(p => p.Name switch
        {
            "infoNumber" => number,
            "errorClass" => (byte)16,
            "errorMessage" => message,
            _ when p.ParameterType == typeof(string) => "",
            _ when p.ParameterType.IsValueType => Activator.CreateInstance(p.ParameterType),
            _ => null,
        }).ToArray();
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", Internal)!.Invoke(errors, [NewError.Invoke(values)]);
        return (SqlException)CreateException.Invoke(null, [errors, "16.0"])!;
    }

    /// <summary>The error that SQL Server has for what SQLite refused.</summary>
    public static SqlException From(SqliteException refused) => Create(
        refused.SqliteExtendedErrorCode switch
        {
            1555 => 2627,   // primary key
            2067 => 2601,   // unique index
            1299 => 515,    // NULL where none may be
            1811 => 51000,  // raised by a trigger
            275 or 787 => 547, // check, foreign key
            _ when refused.SqliteErrorCode is 5 or 6 => 1205,
            _ => throw new NotSupportedException($"SQL Server's error for SQLite's {refused.SqliteExtendedErrorCode}: {refused.Message}", refused),
        },
        refused.Message);
}
