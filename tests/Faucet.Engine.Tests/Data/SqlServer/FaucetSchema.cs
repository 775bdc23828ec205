using Faucet.Engine.Data.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>The faucet's schema on SQL Server, twice: as the migrations make it, and as the model wants it.</summary>
internal static class FaucetSchema
{
    private static readonly Lazy<SqlServerSchema> LazilyMigrated = new(() => Load(MigrationScript));

    /// <summary>What an operator may hand to a database administrator, and what migrating runs: all migrations in order.</summary>
    public static string MigrationScript
    {
        get
        {
            using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
            return db.GetService<IMigrator>().GenerateScript();
        }
    }

    /// <summary>What EF Core makes of the model without any migration. It knows of triggers only that they are there.</summary>
    public static string CreateScript
    {
        get
        {
            using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
            return db.Database.GenerateCreateScript();
        }
    }

    public static SqlServerSchema Migrated => LazilyMigrated.Value;

    public static SqlServerSchema Load(string script)
    {
        var schema = new SqlServerSchema();
        foreach (var statement in TSql.ParseScript(script).SelectMany(batch => batch.Statements))
        {
            schema.Apply(statement);
        }

        return schema;
    }

    /// <summary>The statements of all migrations that change rows, each with the schema that it meets.</summary>
    public static IReadOnlyList<(string Statement, IReadOnlyList<string> Schema)> Seeds()
    {
        var schema = new SqlServerSchema();
        var seeds = new List<(string, IReadOnlyList<string>)>();
        foreach (var statement in TSql.ParseScript(MigrationScript).SelectMany(batch => batch.Statements))
        {
            if (!schema.Apply(statement) && statement is DataModificationStatement)
            {
                seeds.Add((statement.Text(), [.. schema.ToStatements()]));
            }
        }

        return seeds;
    }
}
