using System.Text.RegularExpressions;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>The names of a statement's parameters, in the order in which they first appear.</summary>
internal static partial class StatementParameters
{
    public static IEnumerable<string> Of(string sql) => Parameter().Matches(sql).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
