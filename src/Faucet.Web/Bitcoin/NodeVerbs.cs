using System.CommandLine;

namespace Faucet.Web.Bitcoin;

/// <summary><c>node …</c>.</summary>
internal static class NodeVerbs
{
    public static Command Build() => new("node", "Look at the bitcoin node and its wallet.")
    {
        NodeStatusVerb.Build(),
        DepositAddressVerb.Build(),
    };
}
