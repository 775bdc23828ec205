using System.Collections;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>The twin's rows, as SQL Server's driver hands them out: it converts nothing, and refuses to read a column as another type.</summary>
/// <param name="resultTypes">For each result its columns' types in T-SQL; null where they are not known.</param>
internal sealed class TwinReader(TwinConnection connection, SqliteCommand command, IReadOnlyList<IReadOnlyList<string?>> resultTypes) : DbDataReader
{
    private readonly SqliteDataReader reader = command.ExecuteReader();
    private int result;

    public override int Depth => 0;

    public override int FieldCount => reader.FieldCount;

    public override bool HasRows => reader.HasRows;

    public override bool IsClosed => reader.IsClosed;

    public override int RecordsAffected => reader.RecordsAffected;

    public override int VisibleFieldCount => reader.VisibleFieldCount;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => reader.Read();

    public override bool NextResult()
    {
        result++;
        return reader.NextResult();
    }

    public override void Close()
    {
        reader.Dispose();
        command.Dispose();
        connection.Reader = null;
    }

    public override bool IsDBNull(int ordinal) => reader.IsDBNull(ordinal);

    public override string GetName(int ordinal) => reader.GetName(ordinal);

    public override int GetOrdinal(string name) => reader.GetOrdinal(name);

    public override string GetDataTypeName(int ordinal) => TypeOf(ordinal) ?? reader.GetDataTypeName(ordinal);

    public override Type GetFieldType(int ordinal) => TypeOf(ordinal) switch
    {
        "bigint" => typeof(long),
        "int" => typeof(int),
        "bit" => typeof(bool),
        "uniqueidentifier" => typeof(Guid),
        "varchar" or "nvarchar" => typeof(string),
        "varbinary" => typeof(byte[]),
        _ => reader.GetFieldType(ordinal),
    };

    public override object GetValue(int ordinal) => reader.IsDBNull(ordinal) ? DBNull.Value : TypeOf(ordinal) switch
    {
        "bigint" => reader.GetInt64(ordinal),
        "int" => reader.GetInt32(ordinal),
        "bit" => reader.GetBoolean(ordinal),
        "uniqueidentifier" => reader.GetGuid(ordinal),
        "varchar" or "nvarchar" => reader.GetString(ordinal),
        "varbinary" => reader.GetFieldValue<byte[]>(ordinal),
        _ => reader.GetValue(ordinal),
    };

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    public override bool GetBoolean(int ordinal) => As<bool>(ordinal, "bit");

    public override int GetInt32(int ordinal) => As<int>(ordinal, "int");

    public override long GetInt64(int ordinal) => As<long>(ordinal, "bigint");

    public override string GetString(int ordinal) => As<string>(ordinal, "varchar", "nvarchar");

    public override Guid GetGuid(int ordinal) => As<Guid>(ordinal, "uniqueidentifier");

    public override T GetFieldValue<T>(int ordinal) => typeof(T) == typeof(byte[]) ? As<T>(ordinal, "varbinary") : (T)GetValue(ordinal);

    // The application reads no columns of these types.
    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private string? TypeOf(int ordinal) => result < resultTypes.Count && ordinal < resultTypes[result].Count ? resultTypes[result][ordinal] : null;

    private T As<T>(int ordinal, params ReadOnlySpan<string> allowed)
    {
        if (TypeOf(ordinal) is { } type && !allowed.Contains(type))
        {
            throw new InvalidCastException(string.Create(
                CultureInfo.InvariantCulture, $"Column {ordinal} ({reader.GetName(ordinal)}) is {type} on SQL Server and is read as {typeof(T).Name}."));
        }

        return reader.GetFieldValue<T>(ordinal);
    }
}
