using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Clients;
using Faucet.Core.Wallets;
using Faucet.Engine.Clients;

namespace Faucet.Engine.Claims;

/// <summary>A claim that passed the captcha, on its way to a decision.</summary>
/// <param name="Draw">Its dice.</param>
internal sealed record PendingClaim(
    byte[] Nonce,
    PayoutAddress Address,
    IReadOnlyList<BucketKey> Buckets,
    CaptchaFacts Captcha,
    NetworkKinds Listed,
    uint Draw)
{
    private readonly TaskCompletionSource<CreditResult> done = new();

    /// <summary>That of its neighbourhood, once the claim is decided.</summary>
    public int Reputation { get; set; } = 100;

    /// <summary>Ends with the result, or with what failed.</summary>
    public Task<CreditResult> Done => done.Task;

    public void Answer(CreditResult result) => Queue(() => done.TrySetResult(result));

    public void Fail(Exception exception) => Queue(() => done.TrySetException(exception));

    /// <remarks>In the order of the calls. The thread's own queue is served from its end: the first of a group would wait longest.</remarks>
    private static void Queue(Action answer) => ThreadPool.UnsafeQueueUserWorkItem(static queued => queued(), answer, preferLocal: false);
}

/// <summary>What became of a claim in its group.</summary>
internal abstract record CreditResult
{
    private CreditResult() { }

    public sealed record Credited(WalletId WalletId, Drip Drip, IReadOnlyList<string> OnTrial, Money Balance, DateTimeOffset NextClaimAt, bool OpensWallet) : CreditResult;

    public sealed record Refused(Refusal Refusal) : CreditResult;

    /// <summary>The captcha's nonce has credited before: nothing was credited again.</summary>
    public sealed record Used : CreditResult;
}
