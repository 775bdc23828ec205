using System.CommandLine;
using System.Globalization;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary><c>payouts list|show</c>: they change nothing.</summary>
internal static class PayoutLookVerbs
{
    private const int ListedByDefault = 50;

    public static Command BuildList()
    {
        var open = new Option<bool>("--open") { Description = "Only those that are not final." };
        var limit = new Option<int>("--limit")
        {
            Description = $"The most to list, 1 to {PayoutReader.MaximumListed}.",
            HelpName = "N",
            DefaultValueFactory = _ => ListedByDefault,
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > PayoutReader.MaximumListed)
            {
                result.AddError($"--limit takes 1 to {PayoutReader.MaximumListed}.");
            }
        });
        var list = new Command("list", "Withdrawals, newest first, and what is still owed.") { open, limit };
        list.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                Print(await services.GetRequiredService<PayoutReader>().ListAsync(parsed.GetValue(open), parsed.GetValue(limit), token));
                return 0;
            },
            cancellationToken));
        return list;
    }

    public static Command BuildShow()
    {
        var id = new Argument<string>("ID") { Description = "A withdrawal's id, a batch's number or a transaction's id." };
        var show = new Command("show", "All that is known of a payout: whom it pays, its transactions, its coins.") { id };
        show.SetAction((parsed, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                var text = parsed.GetRequiredValue(id);
                if (PayoutKey.Read(text) is not { } key)
                {
                    await Console.Error.WriteLineAsync($"'{text}' is no withdrawal's id, no batch's number and no transaction's id. 'payouts list' shows them.");
                    return 1;
                }

                if (await services.GetRequiredService<PayoutReader>().FindAsync(key, token) is not { } details)
                {
                    await Console.Error.WriteLineAsync($"The ledger knows no {key}.");
                    return 1;
                }

                Print(details);
                return 0;
            },
            cancellationToken));
        return show;
    }

    private static void Print(PayoutOverview overview)
    {
        if (overview.Withdrawals.Count > 0)
        {
            WriteTable(
                ["id", "created", ">amount", "state", ">batch", "transaction", "waits because"],
                [
                    .. overview.Withdrawals.Select(w => (IReadOnlyList<string>)
                    [
                        w.Id.ToString(), ShellTable.Time(w.CreatedAt), w.Amount.ToString(), w.State.ToString(), Number(w.BatchId), w.TxId?.ToString() ?? "-",
                        w.WaitingReason ?? "",
                    ]),
                ]);
        }

        WriteHold(overview.HoldReason);
        var counts = string.Join(", ", Enum.GetValues<WithdrawalState>().Select(state =>
            string.Create(CultureInfo.InvariantCulture, $"{overview.Counts.GetValueOrDefault(state):N0} {state.ToString().ToLowerInvariant()}")));
        Console.WriteLine($"{overview.Withdrawals.Count} listed. In all: {counts}; {overview.Owed} still owed.");
    }

    private static void Print(PayoutDetails details)
    {
        if (details.Batch is { } batch)
        {
            Console.WriteLine(
                $"Batch {Number(batch.Id)}: {batch.State}, claimed {ShellTable.Time(batch.CreatedAt)}"
                    + (batch.FinalAt is null ? "." : $", final {ShellTable.Time(batch.FinalAt)}.")
                    + (batch.Cancels is { } cancelled ? $" It takes batch {Number(cancelled)} back." : ""));
        }
        else
        {
            Console.WriteLine("In no batch yet.");
        }

        if ((details.Batch?.WaitingReason ?? details.QueueReason) is { } reason)
        {
            Console.WriteLine($"Waits because: {reason}");
        }

        if (details.Batch?.State != BatchState.Final)
        {
            WriteHold(details.HoldReason);
        }

        WriteSection(
            "Withdrawals",
            ["id", "created", ">amount", ">charged", "state", "address"],
            [
                .. details.Withdrawals.Select(w => (IReadOnlyList<string>)
                    [w.Id.ToString(), ShellTable.Time(w.CreatedAt), w.Amount.ToString(), w.Fee.ToString(), w.State.ToString(), w.Address]),
            ]);
        WriteSection(
            "Attempts",
            [">sequence", "transaction", "state", ">fee", ">vsize", ">rate", "first sent", "last sent", "block"],
            [
                .. details.Attempts.Select(a => (IReadOnlyList<string>)
                [
                    Number(a.Sequence), a.TxId.ToString(), a.State.ToString(), a.Fee.ToString(), Number(a.VSize), a.Rate?.ToString() ?? "-",
                    ShellTable.Time(a.FirstSentAt), ShellTable.Time(a.LastSentAt), a.BlockHeight is { } height ? $"{Number(height)} {a.BlockHash}" : "-",
                ]),
            ]);
        WriteSection(
            "Reserved coins",
            ["coin", ">amount"],
            [.. details.Coins.Select(c => (IReadOnlyList<string>)[$"{c.TxId}:{Number(c.Vout)}", c.Amount.ToString()])]);
    }

    private static void WriteSection(string title, IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Console.WriteLine();
        Console.WriteLine(rows.Count == 0 ? $"{title}: none." : $"{title}:");
        if (rows.Count > 0)
        {
            WriteTable(headings, rows);
        }
    }

    private static void WriteTable(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (var line in ShellTable.Lines(headings, rows))
        {
            Console.WriteLine(line);
        }
    }

    private static void WriteHold(string? reason)
    {
        if (reason is not null)
        {
            Console.WriteLine($"Payouts are on hold: {reason}");
        }
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
