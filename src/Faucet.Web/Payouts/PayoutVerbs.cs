using System.CommandLine;
using Faucet.Core.Addresses;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts …</c>. Each group of verbs has a file of its own.</summary>
internal static class PayoutVerbs
{
    public static Command Build() => new("payouts", "Look into payouts, hurry them, stop them and let them go on.")
    {
        PayoutLookVerbs.BuildList(),
        PayoutLookVerbs.BuildShow(),
        PayoutOrderVerbs.BuildRelease(),
        PayoutOrderVerbs.BuildBump(),
        PayoutOrderVerbs.BuildCancel(),
        PayoutFreezeVerbs.BuildFreeze(),
        PayoutFreezeVerbs.BuildResume(),
        PayoutFreezeVerbs.BuildDeclare(),
    };

    /// <summary>For verbs that are nothing without the node.</summary>
    internal static Task<int> AskingNodeAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken cancellationToken) =>
        Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                try
                {
                    return await act(services, token);
                }
                catch (FileNotFoundException) when (services.GetRequiredService<EngineOptions>().Network is BitcoinNetwork.Sandbox)
                {
                    await Console.Error.WriteLineAsync("The sandbox has not begun, no faucet has run here yet.");
                    return 1;
                }
                catch (NodeException exception)
                {
                    await Console.Error.WriteLineAsync($"The node has to be asked, and does not answer: {exception.Message}");
                    return 1;
                }
            },
            cancellationToken);
}
