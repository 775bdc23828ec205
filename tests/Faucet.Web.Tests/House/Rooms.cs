using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;
using Type = System.Type;

namespace Faucet.Web.Tests.House;

/// <summary>The three assemblies of the house, loaded once.</summary>
internal static class Rooms
{
    public static readonly Assembly Core = typeof(Faucet.Core.Amounts.Money).Assembly;
    public static readonly Assembly Engine = typeof(Faucet.Engine.EngineSetup).Assembly;
    public static readonly Assembly Web = typeof(Faucet.Web.Hosting.FaucetOptions).Assembly;

    private static readonly Lazy<Architecture> Loaded = new(() => new ArchLoader().LoadAssemblies(Core, Engine, Web).Build());

    /// <summary>What each of our types uses, method bodies included; a nested type counts as the one around it.</summary>
    /// <remarks>A type parameter comes from no assembly.</remarks>
    public static IEnumerable<(string Type, string Uses, string FromAssembly)> Uses() =>
        from type in Loaded.Value.Types
        from dependency in type.Dependencies
        select (
            type.FullName.Split('+', '/')[0],
            dependency.Target.FullName,
            dependency.Target.Assembly is { } assembly ? new AssemblyName(assembly.FullName).Name! : "");

    /// <summary>Types that people wrote, not the compiler.</summary>
    public static IEnumerable<Type> WrittenTypes() => new[] { Core, Engine, Web }.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Faucet.", StringComparison.Ordinal) == true && !type.FullName!.Contains('<', StringComparison.Ordinal));
}
