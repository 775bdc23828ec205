using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>What a delete or an update carries on to, by the foreign keys of a schema.</summary>
internal static class Cascades
{
    /// <summary>Pairs of tables between which there is more than one path, or a circle.</summary>
    public static IEnumerable<string> TwoPaths(SqlServerSchema schema)
    {
        var steps = schema.Tables.SelectMany(table => table.Value.All<ForeignKeyConstraintDefinition>()
            .Where(key => IsCarriedOn(key.DeleteAction) || IsCarriedOn(key.UpdateAction))
            .Select(key => (From: SqlServerSchema.NameOf(key.ReferenceTableName), To: table.Key))).ToLookup(step => step.From, step => step.To);
        return schema.Tables.Keys.SelectMany(start => Reached(steps, start, schema.Tables.Count)
            .GroupBy(end => end).Where(paths => paths.Count() > 1 || paths.Key == start).Select(paths => $"{start} → {paths.Key}"));
    }

    private static bool IsCarriedOn(DeleteUpdateAction action) =>
        action is DeleteUpdateAction.Cascade or DeleteUpdateAction.SetNull or DeleteUpdateAction.SetDefault;

    // No path without a circle is longer than there are tables.
    private static IEnumerable<string> Reached(ILookup<string, string> steps, string from, int most) =>
        most == 0 ? [] : steps[from].SelectMany(to => Reached(steps, to, most - 1).Prepend(to));
}
