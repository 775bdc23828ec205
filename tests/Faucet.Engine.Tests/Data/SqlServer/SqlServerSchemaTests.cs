using Faucet.Engine.Data.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>The schema on SQL Server: that the migrations make it, and that the server takes it.</summary>
public sealed class SqlServerSchemaTests
{
    // Bytes of a key (learn.microsoft.com, "Maximum capacity specifications"): more is refused when a row that long comes.
    private const int LongestClusteredKey = 900;
    private const int LongestKey = 1700;

    private static SqlServerSchema Schema => FaucetSchema.Migrated;

    [Fact]
    public void The_migrations_make_the_schema_that_the_model_wants() => Assert.Equal(
        FaucetSchema.Load(FaucetSchema.CreateScript).ToLines(),
        Schema.ToLines().Where(line => !line.StartsWith("__EFMigrationsHistory", StringComparison.Ordinal)));

    [Fact]
    public void The_schema_compiles_without_a_warning() => Assert.Empty(SqlServerCompiler.Compile(Schema.ToStatements(), []));

    [Fact]
    public void What_migrations_do_to_rows_compiles_against_the_schema_of_its_moment()
    {
        var seeds = FaucetSchema.Seeds();
        Assert.NotEmpty(seeds);
        foreach (var moment in seeds.GroupBy(seed => string.Concat(seed.Schema)))
        {
            Assert.Empty(SqlServerCompiler.Compile(moment.First().Schema, [.. moment.Select(seed => new CapturedStatement(seed.Statement, ""))]));
        }
    }

    /// <summary>EF Core must know, or it would ask for OUTPUT, which SQL Server refuses on such a table (334).</summary>
    [Fact]
    public void The_model_knows_every_trigger_and_no_other()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var known = db.Model.GetEntityTypes().SelectMany(e => e.GetDeclaredTriggers().Select(t => $"{e.GetTableName()}: {t.ModelName}"));

        var made = Schema.Triggers.Values.Select(t => $"{SqlServerSchema.NameOf(t.TriggerObject.Name)}: {t.Name.BaseIdentifier.Value}").ToList();

        Assert.NotEmpty(made);
        Assert.Equal(made.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_key_holds_a_column_without_limit_or_is_longer_than_the_server_takes() => Assert.Empty(IndexKeys.Of(Schema).SelectMany(key => key switch
    {
        { Bytes: null } => [$"error 1919: {key.Name} has a column without limit"],
        { IsClustered: true, Bytes: > LongestClusteredKey } or { Bytes: > LongestKey } => [$"{key.Name} has {key.Bytes} bytes"],
        _ => Array.Empty<string>(),
    }));

    /// <summary>SQL Server refuses the foreign key that would make a second path or a circle of cascades (1785).</summary>
    [Fact]
    public void No_delete_or_update_reaches_a_table_by_two_paths() => Assert.Empty(Cascades.TwoPaths(Schema));

    /// <summary>The checks above would be quiet as well if they looked at nothing.</summary>
    [Fact]
    public void The_checks_find_what_they_look_for()
    {
        var bad = FaucetSchema.Load(
            """
            CREATE TABLE A (Id int PRIMARY KEY, Text nvarchar(max) NULL, Long varchar(2000) NULL);
            CREATE TABLE B (Id int PRIMARY KEY, A int REFERENCES A (Id) ON DELETE CASCADE);
            CREATE TABLE C (Id char(901) PRIMARY KEY, A int REFERENCES A (Id) ON DELETE SET NULL, B int REFERENCES B (Id) ON DELETE CASCADE);
            CREATE INDEX I ON A (Text);
            CREATE INDEX J ON A (Long);
            """);
        Assert.Equal([("A.I", null, false), ("A.J", 2000, false), ("C primary key", 901, true)], IndexKeys.Of(bad).Where(k => k.Bytes is null or > 900).Select(k => (k.Name, k.Bytes, k.IsClustered)));
        Assert.Equal(["A → C"], Cascades.TwoPaths(bad));
        Assert.NotEmpty(SqlServerCompiler.Compile([.. bad.ToStatements(), "CREATE INDEX K ON A (Nothing)"], []));
    }
}
