using System.Text.Json;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>Keeps the sandbox's events in a file, one JSON line each, on disk before they take effect.</summary>
internal sealed class SandboxJournal : IDisposable
{
    private const int MaximumBytes = 1_000_000_000;

    private readonly FileStream? file;
    private readonly FileStream? guard;
    private readonly bool isReadOnly;

    private SandboxJournal(FileStream? file, FileStream? guard, bool isReadOnly, IReadOnlyList<SandboxEvent> events)
    {
        this.file = file;
        this.guard = guard;
        this.isReadOnly = isReadOnly;
        Events = events;
    }

    /// <summary>What the journal held when it was opened.</summary>
    public IReadOnlyList<SandboxEvent> Events { get; }

    public static SandboxJournal InMemory() => new(null, null, isReadOnly: false, []);

    /// <summary>Opens for one process alone; a last line that a crash tore is cut off.</summary>
    /// <exception cref="IOException">Another process has it open.</exception>
    /// <exception cref="InvalidDataException">Not a sandbox journal, or damaged before its end.</exception>
    public static SandboxJournal Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var guard = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var (events, end) = Read(file);
            file.SetLength(end);
            file.Seek(end, SeekOrigin.Begin);
            return new SandboxJournal(file, guard, isReadOnly: false, events);
        }
        catch
        {
            file?.Dispose();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is there now, also while another process writes.</summary>
    public static SandboxJournal OpenReadOnly(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new SandboxJournal(null, null, isReadOnly: true, Read(file).Events);
    }

    /// <summary>Returns once the event is on disk.</summary>
    /// <exception cref="NodeException">Refused when opened to read; NotExecuted when the disk refuses.</exception>
    public void Append(SandboxEvent happened)
    {
        if (isReadOnly)
        {
            throw new NodeException(NodeFailure.Refused, "The sandbox was opened to be read only.");
        }

        if (file is null)
        {
            return;
        }

        var start = file.Position;
        try
        {
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(happened), (byte)'\n']);
            file.Flush(flushToDisk: true);
        }
        catch (IOException exception)
        {
            // Half a line would join the next one.
            file.SetLength(start);
            file.Seek(start, SeekOrigin.Begin);
            throw new NodeException(NodeFailure.NotExecuted, "The sandbox's journal can't be written.", inner: exception);
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        guard?.Dispose();
    }

    private static (IReadOnlyList<SandboxEvent> Events, long End) Read(FileStream file)
    {
        if (file.Length > MaximumBytes)
        {
            throw new InvalidDataException("The sandbox's journal is too large: remove it to begin a new chain.");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var events = new List<SandboxEvent>();
        var end = 0;
        for (int length; (length = bytes.AsSpan(end).IndexOf((byte)'\n')) >= 0; end += length + 1)
        {
            if (TryRead(bytes.AsSpan(end, length)) is { } happened)
            {
                events.Add(happened);
            }
            else if (end + length + 1 == bytes.Length)
            {
                break;
            }
            else
            {
                throw new InvalidDataException($"Line {events.Count + 1} of the sandbox's journal can't be read.");
            }
        }

        return (events, end);
    }

    private static SandboxEvent? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxEvent>(line);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
