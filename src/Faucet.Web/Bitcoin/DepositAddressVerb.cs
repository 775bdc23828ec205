using System.CommandLine;
using Faucet.Core.Addresses;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;
using QRCoder;

namespace Faucet.Web.Bitcoin;

/// <summary><c>node deposit-address</c>: where to refill the hot wallet.</summary>
internal static class DepositAddressVerb
{
    public static Command Build()
    {
        var verb = new Command("deposit-address", "A fresh address of the hot wallet, to refill it: as text and as a QR code.");
        verb.SetAction((_, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                switch (await IssueAsync(services, token))
                {
                    case DepositAddressOutcome.Issued issued:
                        Print(issued.Address);
                        return 0;
                    case DepositAddressOutcome.Refused refused:
                        await Console.Error.WriteLineAsync(refused.Reason);
                        return 1;
                    case var outcome:
                        throw new InvalidOperationException($"Unknown outcome {outcome}.");
                }
            },
            cancellationToken));
        return verb;
    }

    private static async Task<DepositAddressOutcome> IssueAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<EngineOptions>().Network is BitcoinNetwork.Sandbox)
        {
            return new DepositAddressOutcome.Refused("The sandbox takes no deposits: its coins are play money, and it began with enough of them.");
        }

        try
        {
            return await services.GetRequiredService<DepositAddresses>().IssueAsync(cancellationToken);
        }
        catch (NodeException exception)
        {
            return new DepositAddressOutcome.Refused($"The node gave no address: {exception.Message}");
        }
    }

    /// <summary>The address stands alone on the first line, for scripts; the code holds its payment URI (BIP 21).</summary>
    private static void Print(string address)
    {
        var uri = $"bitcoin:{address}";
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var drawing = new AsciiQRCode(code);
        Console.WriteLine(address);
        Console.WriteLine(uri);

        // Light modules are drawn, dark ones left out: right side up on a terminal with a dark background.
        Console.WriteLine(drawing.GetGraphicSmall());
    }
}
