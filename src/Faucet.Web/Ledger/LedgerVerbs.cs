using System.CommandLine;
using System.Globalization;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;

namespace Faucet.Web.Ledger;

/// <summary><c>ledger verify</c>.</summary>
internal static class LedgerVerbs
{
    public static Command Build() => new("ledger", "Look into the ledger.") { BuildVerify() };

    private static Command BuildVerify()
    {
        var withoutNode = new Option<bool>("--without-node") { Description = "Leave out the one law that asks the bitcoin node." };
        var verify = new Command("verify", "Check every law of the ledger. Exit code 0: all hold; 1: one is broken or could not be checked.") { withoutNode };
        verify.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                var results = new List<LawResult>(await services.GetRequiredService<LedgerVerifier>().VerifyAsync(token));
                if (!parsed.GetValue(withoutNode))
                {
                    results.Add(await CheckNodeAsync(services, token));
                }

                foreach (var result in results)
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{(result.Holds ? "ok    " : "BROKEN")} {result.Took.TotalMilliseconds,8:N1} ms  {result.Law}: {result.Figures}"));
                }

                var broken = results.Count(r => !r.Holds);
                Console.WriteLine(broken == 0 ? $"All {results.Count} laws hold." : $"{broken} of {results.Count} laws do not hold.");
                return broken == 0 ? 0 : 1;
            },
            cancellationToken));
        return verify;
    }

    private static async Task<LawResult> CheckNodeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            return await services.GetRequiredService<HotWalletCheck>().CheckAsync(cancellationToken);
        }
        catch (NodeException exception)
        {
            return new LawResult("The node's wallet holds what the ledger says", false, $"not checked: {exception.Message}", TimeSpan.Zero);
        }
    }
}
