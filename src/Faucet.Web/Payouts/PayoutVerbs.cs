using System.CommandLine;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts …</c>. Each group of verbs has a file of its own.</summary>
internal static class PayoutVerbs
{
    public static Command Build() => new("payouts", "Look into payouts.")
    {
        PayoutLookVerbs.BuildList(),
        PayoutLookVerbs.BuildShow(),
    };
}
