using System.CommandLine;
using Faucet.Core.Settings;
using Faucet.Engine.Settings;
using Faucet.Web.Hosting;

namespace Faucet.Web.Settings;

/// <summary><c>settings list|get|set</c>.</summary>
internal static class SettingsVerbs
{
    public static Command Build() => new("settings", "Show and change what admins tune. A change is in force at once, without a restart.")
    {
        BuildList(),
        BuildGet(),
        BuildSet(),
    };

    private static Command BuildList()
    {
        var list = new Command("list", "Every setting with its value, bounds and meaning.");
        list.SetAction((_, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                var snapshot = await services.GetRequiredService<SettingsStore>().ReadAsync(token);
                foreach (var setting in SettingCatalog.All)
                {
                    Console.WriteLine(
                        $"{setting.Key,-32} {setting.Format(snapshot.Settings),14}   {setting.Description} Takes {setting.Bounds}.");
                }

                Console.WriteLine($"Version {snapshot.Version}.");
                return 0;
            },
            cancellationToken));
        return list;
    }

    private static Command BuildGet()
    {
        var key = new Argument<string>("KEY");
        var get = new Command("get", "One setting's value.") { key };
        get.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                if (SettingCatalog.Find(parsed.GetRequiredValue(key)) is not { } setting)
                {
                    await Console.Error.WriteLineAsync($"There is no setting '{parsed.GetValue(key)}'. 'settings list' shows them all.");
                    return 1;
                }

                Console.WriteLine(setting.Format((await services.GetRequiredService<SettingsStore>().ReadAsync(token)).Settings));
                return 0;
            },
            cancellationToken));
        return get;
    }

    private static Command BuildSet()
    {
        var key = new Argument<string>("KEY");
        var value = new Argument<string>("VALUE");
        var reason = new Option<string>("--reason") { Required = true, Description = "Why, kept with the change.", HelpName = "TEXT" };
        var set = new Command("set", "Change one setting.") { key, value, reason };
        set.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                var outcome = await services.GetRequiredService<SettingsStore>().SetAsync(
                    parsed.GetRequiredValue(key), parsed.GetRequiredValue(value), Verbs.Who, parsed.GetRequiredValue(reason), token);
                switch (outcome)
                {
                    case SettingOutcome.Changed changed:
                        Console.WriteLine($"{parsed.GetValue(key)}: {changed.OldValue} -> {changed.NewValue} (version {changed.Version}).");
                        return 0;
                    case SettingOutcome.Refused refused:
                        await Console.Error.WriteLineAsync(refused.Mend);
                        return 1;
                    default:
                        throw new InvalidOperationException($"Unknown outcome {outcome}.");
                }
            },
            cancellationToken));
        return set;
    }
}
