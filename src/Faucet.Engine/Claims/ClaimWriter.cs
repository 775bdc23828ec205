using System.Threading.Channels;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Settings;
using Faucet.Core.Wallets;
using Faucet.Engine.Data;

namespace Faucet.Engine.Claims;

/// <summary>A claim that passed captcha and rules, on its way into the ledger.</summary>
internal sealed record PendingClaim(
    byte[] Nonce, PayoutAddress Address, byte[] ClientKey, Drip Drip, FaucetSettings Settings, long SettingsVersion)
{
    public TaskCompletionSource<CreditResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What the gates of the crediting transaction said.</summary>
internal abstract record CreditResult
{
    private CreditResult() { }

    public sealed record Credited(WalletId WalletId, Money Balance, DateTimeOffset NextClaimAt) : CreditResult;

    /// <summary>A gate was shut: somebody was faster, or the facts were older than this. Read them again to say why.</summary>
    public sealed record LostRace : CreditResult;
}

/// <summary>Credits claims that arrive together in one transaction, and answers each after the commit.</summary>
/// <remarks>A flush to disk costs the same for one claim as for hundreds; and SQLite wants one writer, else waits grow to seconds.</remarks>
public sealed class ClaimWriter(FaucetDatabase database, TimeProvider time)
{
    private const int MaximumGroup = 256;
    private const int Attempts = 3;

    // Full means that the database is minutes behind: better an honest "busy" than a queue that nobody waits for.
    private readonly Channel<PendingClaim> queue = Channel.CreateBounded<PendingClaim>(
        new BoundedChannelOptions(4096) { SingleReader = true });

    /// <exception cref="ClaimsBusyException">The queue is full.</exception>
    internal async Task<CreditResult> CreditAsync(PendingClaim claim, CancellationToken cancellationToken)
    {
        if (!queue.Writer.TryWrite(claim))
        {
            throw new ClaimsBusyException();
        }

        // Whoever stops waiting does not stop the claim: posting the same form again finds its outcome.
        return await claim.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Credits until cancelled, then what still waits.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var stop = stoppingToken.Register(() => queue.Writer.TryComplete());
        var group = new List<PendingClaim>(MaximumGroup);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            while (group.Count < MaximumGroup && queue.Reader.TryRead(out var claim))
            {
                group.Add(claim);
            }

            await CreditGroupAsync(group);
        }
    }

    private async Task CreditGroupAsync(List<PendingClaim> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = database.Open();
                var results = await new ClaimTransaction(db, time.GetUtcNow()).CreditAsync(group);
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].Done.TrySetResult(results[i]);
                }

                return;
            }
            catch (Exception exception) when (IsWorthRetrying(exception) && attempt < Attempts)
            {
                // Nothing of the group was written: another process took a key or a lock first.
            }
            catch (GateMovedException)
            {
                // Another process keeps moving the budget: each claim looks at the facts again.
                group.ForEach(claim => claim.Done.TrySetResult(new CreditResult.LostRace()));
                return;
            }
            catch (Exception exception)
            {
                group.ForEach(claim => claim.Done.TrySetException(exception));
                return;
            }
        }
    }

    private bool IsWorthRetrying(Exception exception) =>
        exception is GateMovedException || database.Dialect.IsUniqueViolation(exception) || database.Dialect.IsUnavailable(exception);
}

/// <summary>More claims wait than can be served soon.</summary>
public sealed class ClaimsBusyException() : Exception("Too many claims are waiting.");

/// <summary>Another process moved a gate between the look and the update.</summary>
internal sealed class GateMovedException(string gate) : Exception($"The {gate} moved while a group was credited.");
