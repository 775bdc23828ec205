using Faucet.Core.Addresses;
using Faucet.Core.Settings;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Settings;

/// <summary>The settings in force, and the version that made them so (0: defaults only).</summary>
/// <param name="ChangedAt">When that version was made.</param>
public sealed record SettingsSnapshot(long Version, FaucetSettings Settings, DateTimeOffset ChangedAt);

/// <summary>What became of an attempt to change a setting.</summary>
public abstract record SettingOutcome
{
    private SettingOutcome() { }

    public sealed record Changed(long Version, string OldValue, string NewValue) : SettingOutcome;

    /// <param name="Mend">What was wrong and what to type instead.</param>
    public sealed record Refused(string Mend) : SettingOutcome;
}

/// <summary>Reads and changes settings. A change is in force with the next read of every process.</summary>
public sealed class SettingsStore(FaucetDatabase database, BitcoinNetwork network, TimeProvider time)
{
    private const int Attempts = 10;

    private static readonly FaucetSettingsValidator Validator = new();

    private volatile SettingsSnapshot current = new(0, FaucetSettings.DefaultsFor(network), DateTimeOffset.UnixEpoch);

    public async Task<SettingsSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await ReadAsync(db, cancellationToken);
    }

    /// <summary>Reads with the caller's context: one short query while nothing has changed.</summary>
    public async Task<SettingsSnapshot> ReadAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        await ReadAsync(db, await db.SettingChanges.MaxAsync(c => (long?)c.Version, cancellationToken) ?? 0, cancellationToken);

    /// <summary>The settings of this version, if they are those that were read last.</summary>
    internal SettingsSnapshot? Known(long version) => current is var seen && seen.Version == version ? seen : null;

    /// <summary>For a caller who has just read the newest version: no query while nothing has changed.</summary>
    internal async Task<SettingsSnapshot> ReadAsync(FaucetDbContext db, long newest, CancellationToken cancellationToken)
    {
        if (Known(newest) is { } known)
        {
            return known;
        }

        var settings = FaucetSettings.DefaultsFor(network);
        var (version, changedAt) = (0L, DateTimeOffset.UnixEpoch);
        await foreach (var change in db.SettingChanges.AsNoTracking().OrderBy(c => c.Version).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            (version, changedAt) = (change.Version, change.At);

            // A key of an older release, or a value outside today's bounds, leaves the default in force.
            settings = SettingCatalog.Find(change.Key)?.Write(settings, change.NewValue, out _) ?? settings;
        }

        return current = new SettingsSnapshot(version, settings, changedAt);
    }

    /// <summary>All changes, newest first.</summary>
    public async Task<IReadOnlyList<SettingChange>> HistoryAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.SettingChanges.AsNoTracking().OrderByDescending(c => c.Version).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<SettingOutcome> SetAsync(string key, string text, string who, string reason, CancellationToken cancellationToken)
    {
        if (SettingCatalog.Find(key) is not { } setting)
        {
            return new SettingOutcome.Refused($"There is no setting '{key}'. 'settings list' shows them all.");
        }

        if (reason.Trim().Length is < 3 or > SettingChange.MaximumTextLength)
        {
            return new SettingOutcome.Refused($"Give a reason of 3 to {SettingChange.MaximumTextLength} characters: it is kept with the change.");
        }

        for (var attempt = 1; ; attempt++)
        {
            if (await TrySetAsync(setting, text, who, reason.Trim(), cancellationToken) is { } outcome)
            {
                return outcome;
            }

            if (attempt == Attempts)
            {
                return new SettingOutcome.Refused("Somebody else keeps changing settings at the same moment. Look at them, then try again.");
            }
        }
    }

    /// <returns>Null when somebody else made the next version first: what they changed must be looked at before this is judged again.</returns>
    private async Task<SettingOutcome?> TrySetAsync(
        SettingDefinition setting, string text, string who, string reason, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var (version, before, _) = await ReadAsync(db, cancellationToken);
        if (setting.Write(before, text, out var mend) is not { } after)
        {
            return new SettingOutcome.Refused(mend);
        }

        if (Validator.Validate(after) is { IsValid: false } result)
        {
            return new SettingOutcome.Refused(string.Join(" ", result.Errors.Select(error => error.ErrorMessage)));
        }

        var change = new SettingChange
        {
            Version = version + 1,
            Key = setting.Key,
            OldValue = setting.Format(before),
            NewValue = setting.Format(after),
            Who = who,
            Reason = reason,
            At = time.GetUtcNow(),
        };
        db.SettingChanges.Add(change);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new SettingOutcome.Changed(change.Version, change.OldValue, change.NewValue);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return null;
        }
    }
}
