namespace Faucet.Engine.Clients;

/// <summary>What became of a file that changed.</summary>
/// <param name="Fault">Why the version before stays in force, or null if the new one is.</param>
public sealed record FileChange(string Path, string? Fault);

/// <summary>A file's content, replaced as a whole when the file changes for the better.</summary>
/// <remarks>
/// Looked at now and then: notifications of the file system miss mounted volumes. A change counts once time and length have rested from one look to the
/// next, so that a file which is just being written is not read by half.
/// </remarks>
/// <param name="read">Throws <see cref="NetworkFileException"/>, without the path, for what it can't use.</param>
internal sealed class WatchedFile<T>(string path, int maximumBytes, Func<MemoryStream, T> read)
    where T : class
{
    private volatile T? content;
    private Stamp? seen;
    private Stamp? judged;

    public T Content => content ?? throw new InvalidOperationException($"{path} is not loaded.");

    /// <exception cref="NetworkFileException">The file can't be used.</exception>
    public void Load()
    {
        seen = judged = FindStamp();
        content = ReadFile();
    }

    /// <returns>Null when there is nothing new.</returns>
    public FileChange? Poll()
    {
        var stamp = FindStamp();
        if (stamp != seen)
        {
            seen = stamp;
            return null;
        }

        if (stamp == judged)
        {
            return null;
        }

        judged = stamp;
        try
        {
            content = ReadFile();
            return new FileChange(path, null);
        }
        catch (NetworkFileException exception)
        {
            return new FileChange(path, exception.Message);
        }
    }

    private T ReadFile()
    {
        try
        {
            using var bytes = ReadBytes();
            return read(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NetworkFileException($"{path} can't be read: {exception.Message}", exception);
        }
        catch (NetworkFileException exception)
        {
            throw new NetworkFileException($"{path}: {exception.Message}", exception);
        }
    }

    private MemoryStream ReadBytes()
    {
        using var file = File.OpenRead(path);
        var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            if (bytes.Length + count > maximumBytes)
            {
                throw new NetworkFileException($"it is larger than {maximumBytes} bytes");
            }

            bytes.Write(buffer, 0, count);
        }

        bytes.Position = 0;
        return bytes;
    }

    /// <summary>Of the file behind all links, which a mounted volume swaps.</summary>
    private Stamp? FindStamp()
    {
        try
        {
            using var file = File.OpenHandle(path);
            return new Stamp(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private readonly record struct Stamp(DateTime WrittenAt, long Length);
}
