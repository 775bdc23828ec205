using System.CommandLine;
using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Transactions;
using Faucet.Engine;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;

namespace Faucet.Web.Bitcoin;

/// <summary><c>node status</c>: what the node says, beside what the database knows.</summary>
internal static class NodeStatusVerb
{
    public static Command Build()
    {
        var status = new Command("status", "What the node says, what the ledger says, and whether payouts run. Exit code 1: the node does not answer.");
        status.SetAction((_, cancellationToken) => Verbs.WithFaucetAsync(
            async (services, token) =>
            {
                var (view, fault) = await LookAsync(services, token);
                var record = await services.GetRequiredService<NodeRecords>().ReadAsync(token);
                if (view is null)
                {
                    Write("node", $"does not answer: {fault}");
                }
                else
                {
                    Print(view);
                    if (services.GetRequiredService<EngineOptions>().Network is not BitcoinNetwork.Sandbox)
                    {
                        // The sandbox's locks live in the process that serves.
                        Print(view.Locks, record.Reserved);
                    }
                }

                Print(record, view);
                return view is null ? 1 : 0;
            },
            cancellationToken));
        return status;
    }

    private static async Task<(NodeView? View, string? Fault)> LookAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            return (await services.GetRequiredService<NodeLook>().ReadAsync(cancellationToken), null);
        }
        catch (NodeException exception)
        {
            return (null, exception.Message);
        }
        catch (FileNotFoundException)
        {
            return (null, "the sandbox has not begun, no faucet has run here yet.");
        }
    }

    private static void Print(NodeView view)
    {
        var status = view.Status;
        Write("node", $"answers, {status.Version}");
        Write("chain", $"{status.Chain}, height {Number(status.Height)}, tip {status.TipHash}" + (status.IsSyncing ? ", still catching up" : ""));
        Write("wallet", status.IsWalletReady ? "ready" : "not ready: locked by a passphrase, rescanning, without keys or behind the tip");
        Write("mempool floor", status.MinimumFeeRate.ToString());
        Write("fee estimate", view.Estimate is { } rate ? $"{rate} for {Number(view.EstimatedBlocks)} blocks" : "none");
        Write("wallet balance", $"{view.Balance.Confirmed} confirmed, {view.Balance.Unconfirmed} unconfirmed");
        Write("against ledger", $"{(view.Law.Holds ? "ok" : "BROKEN")}, payouts under way considered: {view.Law.Figures}");
    }

    private static void Print(IReadOnlyList<OutPoint> locks, IReadOnlyList<OutPoint> reserved)
    {
        var (notReserved, notLocked) = (locks.Except(reserved).Count(), reserved.Except(locks).Count());
        Write(
            "locked coins",
            (notReserved, notLocked) is (0, 0)
                ? $"{Number(locks.Count)}, all of them reserved"
                : $"{Number(locks.Count)}: {Number(notReserved)} not reserved, and {Number(notLocked)} reserved but not locked; the next round puts that right");
    }

    private static void Print(NodeRecord record, NodeView? view)
    {
        Write("ledger", string.Create(CultureInfo.InvariantCulture, $"{record.BookedSatoshis:N0} sat booked for the hot wallet"));
        Write("reserved coins", Number(record.Reserved.Count));
        Write(
            "bound to",
            record.Binding is { } binding
                ? $"{binding.Chain}, wallet {binding.WalletFingerprint[..16]}…, last seen {ShellTable.Time(binding.SeenAt)} at height {Number(binding.Height)}"
                : "no node yet");
        if (view is not null && !record.BelongsTo(view.Status))
        {
            Write("", "THIS NODE IS ANOTHER: its chain or its wallet is not the one that the ledger belongs to");
        }

        Write(
            "payout worker",
            record.Lease is not { } lease ? "none has run yet"
                : record.IsLeaseHeld ? $"{lease.Owner}, until {ShellTable.Time(lease.ExpiresAt)}"
                : $"none; {lease.Owner} had the lease until {ShellTable.Time(lease.ExpiresAt)}");
        Write("payouts", Payouts(record));
        if (record is { IsLeaseHeld: true, Lease: { HoldReason: null, QueueReason: { } queue } })
        {
            Write("queue", queue);
        }
    }

    private static string Payouts(NodeRecord record) => record switch
    {
        { IsLeaseHeld: false, Lease.HoldReason: { } last } => $"nobody works them; they were on hold: {last}",
        { IsLeaseHeld: false } => "nobody works them",
        { Lease.HoldReason: { } reason } => $"on hold: {reason}",
        _ => "payouts run",
    };

    private static void Write(string label, string value) => Console.WriteLine($"{label,-16}{value}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
