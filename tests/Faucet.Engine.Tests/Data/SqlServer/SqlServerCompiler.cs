using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.SqlServer.Dac.Model;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>SQL Server 2022's compiler without a server: names, types and syntax are judged as `CREATE PROCEDURE` would.</summary>
internal static partial class SqlServerCompiler
{
    /// <summary>Compiles a schema, and statements against it.</summary>
    /// <returns>What is wrong, warnings too: a name that is not there is often but a warning.</returns>
    public static IReadOnlyList<string> Compile(IEnumerable<string> schema, IReadOnlyList<CapturedStatement> statements)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var definition in schema)
        {
            if (Add(model, definition) is { } fault)
            {
                return [fault];
            }
        }

        for (var i = 0; i < statements.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"s{i}");
            if (Add(model, $"CREATE PROCEDURE [{name}] {statements[i].Parameters} AS BEGIN\n{statements[i].Text}\nEND") is { } fault)
            {
                // The model takes nothing more after this one.
                return [fault];
            }
        }

        return [.. model.Validate().Select(message => Explain(message, statements)).Distinct()];
    }

    private static string? Add(TSqlModel model, string sql)
    {
        try
        {
            model.AddObjects(sql);
            return null;
        }
        catch (DacModelException refused)
        {
            return $"{refused.Message}\n{sql}";
        }
    }

    private static string Explain(DacModelMessage message, IReadOnlyList<CapturedStatement> statements) =>
        StatementNumber().Match(message.Message) is { Success: true } match
            ? $"{message.Prefix}{message.Number}: {message.Message}\n{statements[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)]}"
            : $"{message.Prefix}{message.Number}: {message.Message}";

    [GeneratedRegex(@"\[dbo\]\.\[s(\d+)\]")]
    private static partial Regex StatementNumber();
}
