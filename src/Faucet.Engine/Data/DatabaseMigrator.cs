using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Data;

/// <summary>The database belongs to a newer version of the faucet.</summary>
public sealed class NewerDatabaseException(string migration) : Exception(
    $"The database has the migration '{migration}', which this version does not know. Run the newer version, or restore the backup made before the upgrade.");

/// <summary>Brings the database to this version's schema.</summary>
public sealed class DatabaseMigrator(FaucetDatabase database, TimeProvider time)
{
    /// <exception cref="NewerDatabaseException">A newer version of the faucet has already migrated this database.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var known = db.Database.GetMigrations().ToArray();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToArray();
        if (applied.Except(known).FirstOrDefault() is { } newer)
        {
            throw new NewerDatabaseException(newer);
        }

        if (known.Except(applied).Any())
        {
            db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
            await database.Dialect.BeforeMigrationAsync(db, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>The installation's secret of this name, made if it is not there.</summary>
    public async Task<string> SecretAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        if (await FindAsync() is { } found)
        {
            return found;
        }

        db.InstallationSecrets.Add(new InstallationSecret
        {
            Name = name,
            Value = RandomNumberGenerator.GetHexString(64, lowercase: true),
            CreatedAt = time.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            // Another replica made it first: that one counts.
        }

        return await FindAsync() ?? throw new InvalidOperationException($"The secret '{name}' can't be stored.");

        Task<string?> FindAsync() =>
            db.InstallationSecrets.AsNoTracking().Where(s => s.Name == name).Select(s => s.Value).SingleOrDefaultAsync(cancellationToken);
    }
}
