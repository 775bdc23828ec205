using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>A command of SQL Server's driver, parameters and all, that is run on the twin instead.</summary>
internal sealed class TwinCommand : DbCommand
{
    // SQLITE_ERROR: not an outcome, but SQL that SQLite does not understand.
    private const int TranslationIsWrong = 1;

    // Only to hold text and parameters: it is never executed.
    private readonly SqlCommand command = new();
    private TwinConnection? connection;
    private TwinTransaction? transaction;

    [AllowNull]
    public override string CommandText
    {
        get => command.CommandText;
        set => command.CommandText = value;
    }

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => connection = (TwinConnection?)value;
    }

    protected override DbTransaction? DbTransaction
    {
        get => transaction;
        set => transaction = (TwinTransaction?)value;
    }

    protected override DbParameterCollection DbParameterCollection => command.Parameters;

    private TwinConnection Connected => connection ?? throw new InvalidOperationException("The command has no connection.");

    public override void Prepare()
    {
    }

    public override void Cancel()
    {
    }

    public override int ExecuteNonQuery() => Run(translation =>
    {
        using var sqlite = Translated(translation);
        return sqlite.ExecuteNonQuery();
    });

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteDbDataReader(CommandBehavior.Default);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Run(translation =>
    {
        // The reader owns the command: SQLite's rows end with it.
        var sqlite = Translated(translation);
        try
        {
            return Connected.Reader = new TwinReader(Connected, sqlite, translation.ResultTypes);
        }
        catch
        {
            sqlite.Dispose();
            throw;
        }
    });

    protected override DbParameter CreateDbParameter() => command.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            command.Dispose();
        }

        base.Dispose(disposing);
    }

    private T Run<T>(Func<SqliteTranslation, T> execute)
    {
        // As the driver does, where SQLite would not mind.
        if (Connected.Reader is not null)
        {
            throw new InvalidOperationException("There is already an open DataReader associated with this Connection which must be closed first.");
        }

        if (Connected.Pending != transaction)
        {
            throw new InvalidOperationException("The connection has a pending local transaction, and the command is not in it.");
        }

        var statement = CapturedStatement.Of(command);
        var scripted = Scripted();
        Connected.Twin.Log.Record(scripted is null ? statement : null);
        try
        {
            return execute(scripted ?? SqliteTranslation.Of(statement));
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode != TranslationIsWrong)
        {
            throw SqlErrors.From(refused);
        }
    }

    /// <summary>The twin has its schema already: of a migration only its entry in the history is run. EF Core's lock is the server's.</summary>
    /// <remarks>Migrations are judged with the schema, where each statement meets the schema of its moment.</remarks>
    private SqliteTranslation? Scripted()
    {
        var isLock = CommandText.Contains("sp_getapplock", StringComparison.Ordinal);
        if (isLock || CommandText.Contains("sp_releaseapplock", StringComparison.Ordinal))
        {
            Connected.IsMigrating = isLock;
            return SqliteTranslation.Nothing;
        }

        return Connected.IsMigrating && !CommandText.Contains("__EFMigrationsHistory", StringComparison.Ordinal) ? SqliteTranslation.Nothing : null;
    }

    private SqliteCommand Translated(SqliteTranslation translation)
    {
        var sqlite = Connected.Sqlite.CreateCommand();
        sqlite.CommandText = translation.Text;
        foreach (SqlParameter parameter in command.Parameters)
        {
            var value = parameter.Value ?? throw new InvalidOperationException($"The parameter @{parameter.ParameterName} was not supplied.");
            sqlite.Parameters.AddWithValue("@" + parameter.ParameterName.TrimStart('@'), value);
        }

        return sqlite;
    }
}
