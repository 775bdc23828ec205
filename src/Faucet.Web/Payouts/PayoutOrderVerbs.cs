using System.CommandLine;
using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts release|bump|cancel</c>.</summary>
internal static class PayoutOrderVerbs
{
    public static Command BuildRelease()
    {
        var release = new Command("release", "Send what waits in the queue now, without waiting for company or a low fee. The ceilings of the settings hold.");
        release.SetAction((_, cancellationToken) => PayoutVerbs.AskingNodeAsync(
            async (services, token) =>
            {
                var (batches, reason) = await services.GetRequiredService<PayoutOrders>().ReleaseAsync(token);
                if (batches.Count > 0)
                {
                    Console.WriteLine($"Released: batch {string.Join(", ", batches)}. The worker sends what was released in its next round.");
                }

                if (reason is not null)
                {
                    await Console.Error.WriteLineAsync(batches.Count > 0 ? $"The rest stays. {reason}" : $"Nothing was released. {reason}");
                }
                else if (batches.Count == 0)
                {
                    Console.WriteLine("Nothing waits in the queue.");
                }

                return batches.Count == 0 && reason is not null ? 1 : 0;
            },
            cancellationToken));
        return release;
    }

    public static Command BuildBump()
    {
        var batch = new Argument<string>("BATCH") { Description = "Its number, as 'payouts list' shows it." };
        var rate = new Option<string?>("--rate") { Description = "Sat per vByte; otherwise what the network asks for now.", HelpName = "RATE" };
        var bump = new Command("bump", "Raise the fee of a sent batch that no block takes. At most one of its transactions can confirm.") { batch, rate };
        bump.SetAction((parsed, cancellationToken) => PayoutVerbs.AskingNodeAsync(
            async (services, token) =>
            {
                if (PayoutKey.Read(parsed.GetRequiredValue(batch)) is not PayoutKey.Batch { Id: var id })
                {
                    await Console.Error.WriteLineAsync($"'{parsed.GetValue(batch)}' is no batch's number.");
                    return 1;
                }

                if (!TryReadRate(parsed.GetValue(rate), out var wanted))
                {
                    await Console.Error.WriteLineAsync("--rate takes satoshis per virtual byte, such as 12 or 2.5, with three decimals at most.");
                    return 1;
                }

                switch (await services.GetRequiredService<PayoutOrders>().BumpAsync(id, wanted, token))
                {
                    case BumpOutcome.Raised raised:
                        Console.WriteLine($"Transaction {raised.Replaced} is replaced by one that pays {raised.Rate}. The worker sends it in its next round.");
                        return 0;
                    case BumpOutcome.Refused refused:
                        await Console.Error.WriteLineAsync(refused.Reason);
                        return 1;
                    case var other:
                        throw new InvalidOperationException($"Unknown outcome {other}.");
                }
            },
            cancellationToken));
        return bump;
    }

    public static Command BuildCancel()
    {
        var batch = new Argument<string>("BATCH") { Description = "Its number, as 'payouts list' shows it." };
        var cancel = new Command("cancel", "Take a sent batch that no block takes back, and pay it anew from what comes back. Nobody can be paid twice.") { batch };
        cancel.SetAction((parsed, cancellationToken) => PayoutVerbs.AskingNodeAsync(
            async (services, token) =>
            {
                if (PayoutKey.Read(parsed.GetRequiredValue(batch)) is not PayoutKey.Batch { Id: var id })
                {
                    await Console.Error.WriteLineAsync($"'{parsed.GetValue(batch)}' is no batch's number.");
                    return 1;
                }

                switch (await services.GetRequiredService<PayoutOrders>().CancelAsync(id, token))
                {
                    case CancelOutcome.Recorded recorded:
                        Console.WriteLine(
                            $"Batch {recorded.Canceller} takes batch {id} back, for a fee of {recorded.Fee}. The worker sends it in its next round, "
                                + $"and pays batch {id} anew when a block has it.");
                        return 0;
                    case CancelOutcome.Refused refused:
                        await Console.Error.WriteLineAsync(refused.Reason);
                        return 1;
                    case var other:
                        throw new InvalidOperationException($"Unknown outcome {other}.");
                }
            },
            cancellationToken));
        return cancel;
    }

    private static bool TryReadRate(string? text, out FeeRate? rate)
    {
        rate = null;
        if (text is null)
        {
            return true;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number is <= 0 or > 10_000 || number.Scale > 3)
        {
            return false;
        }

        rate = FeeRate.FromSatoshisPerVByte(number);
        return true;
    }
}
