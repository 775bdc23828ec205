namespace Faucet.Core.Clients;

/// <summary>The span of time for which one secret hashes clients.</summary>
public static class ClientEpoch
{
    /// <summary>No limit on a client may look back further than this: only the epoch before the current one is still known.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromDays(30);

    /// <summary>Counted from the Unix epoch. Stored in two bytes, which last until the year 7353.</summary>
    public static ushort NumberAt(DateTimeOffset time) => checked((ushort)(time.ToUnixTimeSeconds() / (long)Length.TotalSeconds));
}
