using System.Reflection;
using Faucet.Engine.Data;
using Faucet.Engine.Tests.Claims;
using Faucet.Engine.Tests.Payouts;
using Xunit;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>
/// What is asserted of SQLite and PostgreSQL holds of the statements for SQL Server, run on its twin: what they say, not how the server locks.
/// </summary>
public sealed class SqlServerTwinTests
{
    private static readonly Type[] Classes = [typeof(ClaimServiceTests), typeof(ClaimRaceTests), typeof(PayoutCycleTests), typeof(MigrationTests)];

    public static TheoryData<string, string> Tests =>
    [
        .. Classes.SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters() is [{ ParameterType: var first }] && first == typeof(DatabaseProvider))
            // Large crowds ask about locks, which are SQLite's here.
            .Where(method => !method.Name.Contains("thousand", StringComparison.Ordinal))
            .Select(method => (method.DeclaringType!.Name, method.Name)),
    ];

    [Theory]
    [MemberData(nameof(Tests))]
    public Task Holds_of_SQL_Servers_statements(string type, string test)
    {
        var method = Classes.Single(c => c.Name == type).GetMethod(test, BindingFlags.Instance | BindingFlags.Public)!; // Just found there.
        return (Task)method.Invoke(Activator.CreateInstance(method.DeclaringType!), [DatabaseProvider.SqlServer])!;
    }
}
