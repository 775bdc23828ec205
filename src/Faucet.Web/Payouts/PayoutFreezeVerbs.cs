using System.CommandLine;
using System.Globalization;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts freeze|resume|declare</c>: each is kept with who did it and why.</summary>
internal static class PayoutFreezeVerbs
{
    public static Command BuildFreeze()
    {
        // In one text with who did it, which a long reason must not cut off.
        var signature = $" ({Verbs.Who})";
        var reason = Reason(PayoutFreeze.MaximumTextLength - signature.Length);
        var freeze = new Command("freeze", "Stop all payouts until 'payouts resume', also across restarts. What was sent goes on.") { reason };
        freeze.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                await services.GetRequiredService<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, parsed.GetRequiredValue(reason) + signature, token);
                Console.WriteLine("Payouts are frozen. A round that is under way may still end.");
                return 0;
            },
            cancellationToken));
        return freeze;
    }

    public static Command BuildResume()
    {
        var reason = Reason();
        var bookDifference = new Option<bool>("--book-difference")
        {
            Description = "Book what the node's wallet holds above or below the ledger as the owner's gain or loss. After you know why.",
        };
        var resume = new Command("resume", "Let payouts go on after a freeze, unless its cause still stands.") { reason, bookDifference };
        resume.SetAction((parsed, cancellationToken) => PayoutVerbs.AskingNodeAsync(
            async (services, token) =>
            {
                switch (await services.GetRequiredService<PayoutResume>().ResumeAsync(Verbs.Who, parsed.GetRequiredValue(reason), parsed.GetValue(bookDifference), token))
                {
                    case ResumeOutcome.Resumed:
                        Console.WriteLine("Payouts go on.");
                        return 0;
                    case ResumeOutcome.NotFrozen:
                        Console.WriteLine("Payouts are not frozen.");
                        return 0;
                    case ResumeOutcome.Refused refused:
                        await Console.Error.WriteLineAsync($"Payouts stay frozen. {refused.Reason}");
                        return 1;
                    case var other:
                        throw new InvalidOperationException($"Unknown outcome {other}.");
                }
            },
            cancellationToken));
        return resume;
    }

    public static Command BuildDeclare()
    {
        var txId = new Argument<string>("TXID");
        var reason = Reason();
        var declare = new Command("declare", "Say that a transaction of the hot wallet, which the ledger does not know, is known. What it pays of the debts is never paid again.")
        {
            txId, reason,
        };
        declare.SetAction((parsed, cancellationToken) => PayoutVerbs.AskingNodeAsync(
            async (services, token) =>
            {
                if (PayoutKey.Read(parsed.GetRequiredValue(txId)) is not PayoutKey.Transaction { TxId: var spent })
                {
                    await Console.Error.WriteLineAsync($"'{parsed.GetValue(txId)}' is no transaction's id: that is 64 hexadecimal digits.");
                    return 1;
                }

                switch (await services.GetRequiredService<SpendDeclaration>().DeclareAsync(spent, Verbs.Who, parsed.GetRequiredValue(reason), token))
                {
                    case DeclareOutcome.Declared declared:
                        Console.WriteLine(Told(declared));
                        return 0;
                    case DeclareOutcome.Refused refused:
                        await Console.Error.WriteLineAsync(refused.Reason);
                        return 1;
                    case var other:
                        throw new InvalidOperationException($"Unknown outcome {other}.");
                }
            },
            cancellationToken));
        return declare;
    }

    private static string Told(DeclareOutcome.Declared declared)
    {
        var elsewhere = declared.Elsewhere.Satoshis == 0 ? "" : $" {declared.Elsewhere} went elsewhere and is booked as the owner's.";
        return declared.BatchId is { } batch
            ? string.Create(CultureInfo.InvariantCulture, $"It is a transaction of batch {batch} now. Withdrawals paid: {declared.Settled}, {declared.Paid}.{elsewhere}")
            : $"It pays nobody who is owed anything.{elsewhere}";
    }

    private static Option<string> Reason(int maximum = PayoutFreeze.MaximumTextLength)
    {
        var reason = new Option<string>("--reason") { Required = true, Description = "Why, kept for ever.", HelpName = "TEXT" };
        reason.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(text) || text.Length > maximum)
            {
                result.AddError($"--reason takes 1 to {maximum} characters.");
            }
        });
        return reason;
    }
}
