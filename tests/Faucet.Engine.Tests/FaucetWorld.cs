using System.Globalization;
using System.Net;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Wallets;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Settings;
using Faucet.Engine.Tests.Captcha;
using Faucet.Engine.Tests.Data;
using Faucet.Engine.Tests.Data.SqlServer;
using Faucet.Engine.Wallets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests;

/// <summary>A whole engine on a database of its own, with a clock that tests move.</summary>
internal sealed class FaucetWorld : IAsyncDisposable
{
    // So many migrations take longer than most tests: each gets a copy.
    private static readonly Lazy<Task<byte[]>> MigratedFile = new(MigrateFileAsync);
    private static readonly Lazy<Task<string>> MigratedPostgres = new(MigratePostgresAsync);

    private readonly CancellationTokenSource stop = new();
    private readonly ServiceProvider services;
    private readonly Func<ValueTask> dropDatabase;
    private Task writing = Task.CompletedTask;

    private FaucetWorld(ServiceProvider services, FakeTimeProvider time, Func<ValueTask> dropDatabase)
    {
        this.services = services;
        this.dropDatabase = dropDatabase;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public FaucetDatabase Database => Get<FaucetDatabase>();

    public ClaimService Claims => Get<ClaimService>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<FaucetWorld> CreateAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, BitcoinNetwork network = BitcoinNetwork.Regtest, IBitcoinNode? node = null, bool refills = true)
    {
        var (options, drop) = provider switch
        {
            DatabaseProvider.Sqlite => SqliteFile(await MigratedFile.Value),
            DatabaseProvider.Postgres => await PostgresServer.CreateDatabaseAsync(await MigratedPostgres.Value),
            DatabaseProvider.SqlServer => SqlServerTwin.Create(),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No such database."),
        };
        var world = await CreateAsync(options, drop, network, node, new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        if (refills && node is null)
        {
            await world.RefillAsync(Money.FromSatoshis(100 * Money.SatoshisPerBitcoin));
        }

        return world;
    }

    /// <summary>What the payout worker books when somebody has paid in; for worlds that have no node.</summary>
    public async Task RefillAsync(Money amount)
    {
        await using var db = Database.Open();
        await using var scope = await db.Database.BeginTransactionAsync();
        await AvailableFunds.AddAsync(db, amount.Satoshis, CancellationToken.None);
        db.LedgerTransfers.Add(new LedgerTransfer
        {
            Debit = SystemAccounts.HotWallet,
            Credit = SystemAccounts.Owner,
            Amount = amount,
            Kind = TransferKind.Deposit,
            Reference = $"refill {Guid.NewGuid()}",
            At = Time.GetUtcNow(),
        });
        await db.SaveChangesAsync();
        await scope.CommitAsync();
    }

    /// <summary>Another process on the same database, whose clock says <paramref name="now"/>.</summary>
    public Task<FaucetWorld> WithClockAsync(DateTimeOffset now, IBitcoinNode? node = null) =>
        CreateAsync(Get<EngineOptions>().Database, () => ValueTask.CompletedTask, Get<EngineOptions>().Network, node, now);

    /// <summary>A faucet on a copy of this one's SQLite database as it is now, as if restored from a backup.</summary>
    public async Task<FaucetWorld> CopyAsync(IBitcoinNode? node)
    {
        var (options, drop) = SqliteFile();
        await using (var from = new SqliteConnection(Get<EngineOptions>().Database.ConnectionString))
        await using (var to = new SqliteConnection(options.ConnectionString))
        {
            await from.OpenAsync();
            from.BackupDatabase(to);
        }

        return await CreateAsync(options, drop, Get<EngineOptions>().Network, node, Time.GetUtcNow());
    }

    private static async Task<FaucetWorld> CreateAsync(
        DatabaseOptions database, Func<ValueTask> drop, BitcoinNetwork network, IBitcoinNode? node, DateTimeOffset now)
    {
        var time = new FakeTimeProvider(now);
        var registered = new ServiceCollection().AddLogging().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton<TimeProvider>(time).AddDatabaseFaults()
            .AddFaucetEngine(new EngineOptions(network, database, new AltchaOptions { Cost = 100, MaxCounter = 10 }));
        if (database.Provider == DatabaseProvider.SqlServer)
        {
            registered.AddSqlServerTwin(database);
        }

        if (node is not null)
        {
            registered.AddSingleton(node);
        }

        var world = new FaucetWorld(registered.BuildServiceProvider(), time, drop);
        await world.Get<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await world.Get<InstallationKeys>().LoadAsync(world.Get<DatabaseMigrator>(), CancellationToken.None);
        await world.Get<ClientKeyRotation>().RenewAsync(CancellationToken.None);
        world.writing = Task.Run(() => world.Get<ClaimWriter>().RunAsync(world.stop.Token));
        return world;
    }

    private static async Task<string> MigratePostgresAsync()
    {
        var (options, _) = await PostgresServer.CreateDatabaseAsync();
        await MigrateAsync(options with { ConnectionString = options.ConnectionString + ";Pooling=false" });
        return new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
    }

    private static async Task MigrateAsync(DatabaseOptions database)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddFaucetEngine(new EngineOptions(BitcoinNetwork.Regtest, database, new AltchaOptions())).BuildServiceProvider();
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
    }

    /// <summary>An address that nobody else uses.</summary>
    public static string Address(int number)
    {
        var program = new byte[20];
        BitConverter.TryWriteBytes(program, number);
        return AddressCodec.Encode(ScriptPubKey.FromBytes([0x00, 0x14, .. program]), BitcoinNetwork.Regtest);
    }

    public static IPAddress Client(int number) => new([10, (byte)((number >> 16) & 255), (byte)((number >> 8) & 255), (byte)(number & 255)]);

    /// <summary>The cookie of a visitor: one for each client, unless a test says otherwise.</summary>
    public static string Visitor(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A solved captcha of its own.</summary>
    public string Solve(int visitor)
    {
        var challenge = Get<AltchaChallenges>().Compose(new CaptchaBinding(ClaimService.CaptchaAction, Visitor(visitor)), Time.GetUtcNow());
        return new AltchaPayload(challenge, AltchaWorld.Solve(challenge.Parameters)).Write();
    }

    public Task<ClaimOutcome> ClaimAsync(int address, int client, string? captcha = null, int? visitor = null) => ClaimAsync(
        Address(address), Client(client), captcha, visitor ?? client);

    public Task<ClaimOutcome> ClaimAsync(string address, IPAddress client, string? captcha, int visitor) => Claims.ClaimAsync(
        new ClaimForm(address, new CaptchaAnswers(captcha ?? Solve(visitor)), Visitor(visitor), client), CancellationToken.None);

    public async Task SetAsync(string key, string value)
    {
        var outcome = await Get<SettingsStore>().SetAsync(key, value, "test", "for this test", CancellationToken.None);
        Assert.IsType<SettingOutcome.Changed>(outcome);
    }

    public async Task<WalletStatement> WalletAsync(WalletId id)
    {
        var statement = await Get<WalletReader>().FindAsync(id, CancellationToken.None);
        Assert.NotNull(statement);
        return statement;
    }

    /// <summary>What an auditor checks after everything that happens.</summary>
    public async Task AssertLedgerHoldsAsync() =>
        Assert.All(await Get<LedgerVerifier>().VerifyAsync(CancellationToken.None), law => Assert.True(law.Holds, $"{law.Law}: {law.Figures}"));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await writing;
        await services.DisposeAsync();
        await dropDatabase();
        stop.Dispose();
    }

    private static async Task<byte[]> MigrateFileAsync()
    {
        var folder = Directory.CreateTempSubdirectory("faucet-test-");
        var path = Path.Combine(folder.FullName, "faucet.db");
        await MigrateAsync(new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={path};Pooling=False"));
        var file = await File.ReadAllBytesAsync(path);
        folder.Delete(recursive: true);
        return file;
    }

    /// <param name="content">Null: none yet.</param>
    private static (DatabaseOptions Options, Func<ValueTask> Drop) SqliteFile(byte[]? content = null)
    {
        var folder = Directory.CreateTempSubdirectory("faucet-test-");
        if (content is not null)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "faucet.db"), content);
        }

        return (
            new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder.FullName, "faucet.db")};Pooling=False"),
            () =>
            {
                folder.Delete(recursive: true);
                return ValueTask.CompletedTask;
            }
        );
    }
}
