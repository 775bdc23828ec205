using Faucet.Core.Clients;
using Faucet.Engine.Clients;
using Faucet.Web.Hosting;

namespace Faucet.Web.Clients;

/// <summary>Reads from the configuration which files say what about networks.</summary>
internal static class NetworkSettings
{
    private static readonly NetworkKinds[] Kinds = [.. Enum.GetValues<NetworkKinds>().Where(kind => kind != NetworkKinds.None)];

    /// <exception cref="StartupException">A value can't be used.</exception>
    public static NetworkOptions Read(IConfiguration configuration, string contentRoot)
    {
        var lists = configuration.GetSection("Networks:Lists").GetChildren().Select(list => ReadList(list, contentRoot)).ToList();
        if (lists.Count > NetworkOptions.MaximumLists)
        {
            throw new StartupException($"Networks__Lists: at most {NetworkOptions.MaximumLists} lists are read. Put several into one file.");
        }

        var asnDatabase = configuration["Networks:AsnDatabase"];
        return new NetworkOptions(lists, string.IsNullOrWhiteSpace(asnDatabase) ? null : Path.GetFullPath(asnDatabase, contentRoot));
    }

    private static NetworkListOptions ReadList(IConfigurationSection list, string contentRoot)
    {
        var name = list.Path.Replace(":", "__", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(list["Path"]))
        {
            throw new StartupException($"{name}__Path is needed: the file that lists the networks.");
        }

        var kind = Kinds.SingleOrDefault(known => string.Equals(known.ToString(), list["Kind"], StringComparison.OrdinalIgnoreCase));
        return kind == NetworkKinds.None
            ? throw new StartupException($"{name}__Kind={list["Kind"]} is unknown. Use one of: {string.Join(", ", Kinds).ToLowerInvariant()}.")
            : new NetworkListOptions(Path.GetFullPath(list["Path"]!, contentRoot), kind);
    }
}
