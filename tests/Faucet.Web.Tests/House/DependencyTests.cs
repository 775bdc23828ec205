using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Faucet.Engine.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Web.Tests.House;

/// <summary>Core decides, Engine acts, Web talks: what each may know.</summary>
public sealed class DependencyTests
{
    private static readonly string[] WebNamespaces =
        ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Razor", "Microsoft.AspNetCore.Routing"];

    private static readonly string[] ProviderAssemblies =
        ["Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql", "Microsoft.Data.SqlClient", "Microsoft.EntityFrameworkCore.SqlServer"];

    [Fact]
    public void Core_knows_nothing_but_the_base_class_library()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // A file on disk: tests are not published as one file.
        Assert.All(
            Rooms.Core.GetReferencedAssemblies(),
            reference => Assert.True(File.Exists(Path.Combine(framework, reference.Name + ".dll")), $"Core uses {reference.Name}."));
        Assert.Empty(ReferencesOf("Faucet.Core", "PackageReference"));
    }

    [Fact]
    public void References_go_one_way_from_web_to_engine_to_core()
    {
        Assert.Empty(ReferencesOf("Faucet.Core", "ProjectReference"));
        Assert.Equal(["Faucet.Core.csproj"], ReferencesOf("Faucet.Engine", "ProjectReference").Select(Path.GetFileName));
        Assert.Equal(["Faucet.Engine.csproj"], ReferencesOf("Faucet.Web", "ProjectReference").Select(Path.GetFileName));
        Assert.DoesNotContain(Rooms.Core.GetReferencedAssemblies(), IsOurs);
        Assert.DoesNotContain(Rooms.Engine.GetReferencedAssemblies(), reference => IsOurs(reference) && reference.Name != "Faucet.Core");
    }

    [Fact]
    public void The_engine_knows_no_http_pages_or_routes()
    {
        using var file = new PEReader(File.OpenRead(Rooms.Engine.Location));
        var metadata = file.GetMetadataReader();
        var namespaces = metadata.TypeReferences
            .Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Namespace)).Distinct();
        var forbidden = namespaces.Where(used => WebNamespaces.Any(web => used == web || used.StartsWith(web + ".", StringComparison.Ordinal))).ToList();
        Assert.Empty(forbidden);
    }

    [Fact]
    public void No_page_touches_the_database()
    {
        var pages = Rooms.Web.GetTypes().Where(type => type.IsAssignableTo(typeof(PageModel))).Select(type => type.FullName!).ToHashSet();
        var forbidden = Rooms.Engine.GetTypes().Where(type => type.IsAssignableTo(typeof(DbContext))).Select(type => type.FullName!)
            .Concat([typeof(FaucetDatabase).FullName!, typeof(DbContext).FullName!]).ToHashSet();
        Assert.NotEmpty(pages);
        var touches = Rooms.Uses().Where(use => pages.Contains(use.Type) && forbidden.Contains(use.Uses)).ToList();
        Assert.Empty(touches);
    }

    [Fact]
    public void Only_the_folder_of_a_database_knows_its_provider()
    {
        var uses = Rooms.Uses()
            .Where(use => ProviderAssemblies.Any(name => use.FromAssembly == name || use.FromAssembly.StartsWith(name + ".", StringComparison.Ordinal))).ToList();

        // Guards the test itself: a provider that nobody seems to use is a rule that looks at nothing.
        Assert.All(["Sqlite", "Npgsql", "SqlServer"], (string provider) => Assert.Contains(uses, use => use.FromAssembly.Contains(provider, StringComparison.Ordinal)));
        var elsewhere = uses.Where(use => !MayKnowProviders(use.Type)).ToList();
        Assert.Empty(elsewhere);
    }

    private static bool MayKnowProviders(string type) =>
        type == typeof(DatabaseSetup).FullName
        || Enum.GetNames<DatabaseProvider>().Any(provider => type.StartsWith($"Faucet.Engine.Data.{provider}.", StringComparison.Ordinal));

    private static bool IsOurs(AssemblyName reference) => reference.Name!.StartsWith("Faucet.", StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOf(string project, string kind) =>
        XDocument.Parse(SourceTree.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
