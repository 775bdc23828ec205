using System.CommandLine;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts …</c>. Each group of verbs has a file of its own.</summary>
internal static class PayoutVerbs
{
    public static Command Build() => new("payouts", "Look into payouts, stop them and let them go on.")
    {
        PayoutLookVerbs.BuildList(),
        PayoutLookVerbs.BuildShow(),
        PayoutFreezeVerbs.BuildFreeze(),
        PayoutFreezeVerbs.BuildResume(),
        PayoutFreezeVerbs.BuildDeclare(),
    };
}
