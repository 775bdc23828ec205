using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Faucet.Engine.Data;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Where the engine's code sends statements from, read from the code itself so that a new place can't be forgotten.</summary>
internal static partial class SourceOfStatements
{
    // Not of SQL Server; and what only tools run.
    private static readonly string[] Elsewhere =
        ["Faucet.Engine.Data.Sqlite.", "Faucet.Engine.Data.Postgres.", "Faucet.Engine.Data.SqlServer.Migrations."];

    private static readonly string[] Senders =
    [
        "EntityFrameworkQueryableExtensions", "RelationalQueryableExtensions", "RelationalDatabaseFacadeExtensions", "DbContext", "DbCommand", "SqlCommand",
    ];

    public static bool IsOptimised => typeof(FaucetDatabase).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    /// <summary>Each call that sends a statement, with its line.</summary>
    public static IReadOnlyList<(CallSite Call, string Place)> Calls()
    {
        using var engine = AssemblyDefinition.ReadAssembly(typeof(FaucetDatabase).Assembly.Location, new ReaderParameters { ReadSymbols = true });
        return
        [
            .. engine.MainModule.GetTypes().Where(type => !Elsewhere.Any(e => type.FullName.StartsWith(e, StringComparison.Ordinal)))
                .SelectMany(type => type.Methods).Where(method => method.HasBody)
                .SelectMany(method => method.Body.Instructions.Where(Sends).Select(i => (SiteOf(method, i.Offset), PlaceOf(method, i))))
                .DistinctBy(c => c.Item1),
        ];
    }

    /// <summary>The same place whatever instruction of its statement is named: what follows an await is another one.</summary>
    public static IReadOnlySet<CallSite> AtStatements(IEnumerable<CallSite> sites)
    {
        using var engine = AssemblyDefinition.ReadAssembly(typeof(FaucetDatabase).Assembly.Location, new ReaderParameters { ReadSymbols = true });
        var methods = engine.MainModule.GetTypes().SelectMany(type => type.Methods).ToLookup(m => (m.DeclaringType.FullName.Replace('/', '+'), m.Name));
        return sites.SelectMany(site => methods[(site.Type, site.Method)].Select(method => SiteOf(method, site.Offset))).ToHashSet();
    }

    /// <summary>Each text in the engine's sources that begins as SQL does, as a pattern: what is interpolated may be anything.</summary>
    public static IReadOnlyList<(string File, string Pattern)> Texts() =>
    [
        .. Directory.EnumerateFiles(EngineFolder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal)
                && !file.Contains("/Data/Sqlite/", StringComparison.Ordinal) && !file.Contains("/Data/Postgres/", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)).Select(m => (Path.GetFileName(file), m.Groups["text"].Value)))
            .Where(text => Verb().IsMatch(text.Value)).Select(text => (text.Item1, PatternOf(text.Value))),
    ];

    /// <summary>Space between words is one space.</summary>
    public static string Flatten(string sql) => Space().Replace(sql, " ").Trim();

    /// <summary>Where the engine was built from, by its debug information.</summary>
    private static string EngineFolder
    {
        get
        {
            using var engine = AssemblyDefinition.ReadAssembly(typeof(FaucetDatabase).Assembly.Location, new ReaderParameters { ReadSymbols = true });
            var file = engine.MainModule.GetType(typeof(DatabaseMigrator).FullName).Methods
                .Select(m => m.DebugInformation.SequencePoints.FirstOrDefault()?.Document.Url).First(url => url is not null)!;
            return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));
        }
    }

    private static string PatternOf(string text) =>
        string.Concat(Hole().Split(Flatten(text)).Select((part, i) => i == 0 ? Regex.Escape(part) : ".*" + Regex.Escape(part)));

    private static bool Sends(Instruction instruction) =>
        instruction.OpCode.FlowControl == FlowControl.Call && instruction.Operand is MethodReference { Name: var name, DeclaringType: var type }
        && ((Senders.Contains(type.Name)
                && (name.EndsWith("Async", StringComparison.Ordinal) || name.StartsWith("Execute", StringComparison.Ordinal) || name == "SaveChanges")
                && !NotSending().IsMatch(name))
            // A query that is enumerated is sent with the first step.
            || (name == "MoveNextAsync" && type.FullName.StartsWith("System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable", StringComparison.Ordinal)));

    private static CallSite SiteOf(MethodDefinition method, int offset) => new(
        method.DeclaringType.FullName.Replace('/', '+'), method.Name, PointOf(method, offset)?.Offset ?? offset);

    private static string PlaceOf(MethodDefinition method, Instruction instruction) => PointOf(method, instruction.Offset) is { } point
        ? $"{Path.GetFileName(point.Document.Url)}:{point.StartLine} {((MethodReference)instruction.Operand).Name}"
        : $"{method.FullName} {((MethodReference)instruction.Operand).Name}";

    private static SequencePoint? PointOf(MethodDefinition method, int offset) =>
        method.DebugInformation.SequencePoints.LastOrDefault(p => p.Offset <= offset && !p.IsHidden);

    [GeneratedRegex(@"^(?:BeginTransaction|CommitTransaction|RollbackTransaction|OpenConnection|CloseConnection|UseTransaction|Dispose|Add|Prepare)\w*Async$|^AsAsyncEnumerable$")]
    private static partial Regex NotSending();

    [GeneratedRegex(@"(?<quotes>""{3,})(?<text>.*?)\k<quotes>|(?<![""\\])""(?<text>(?:[^""\\\r\n]|\\.)*)""", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\s*(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|DECLARE|EXEC|SET|BEGIN|IF|LOCK|TRUNCATE)\s")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
