using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>Passes calls on to the real node. A test says what the network asks for, and what happens around one call.</summary>
internal sealed class TroubledNode(IBitcoinNode node) : InterceptedNode(node)
{
    /// <summary>What the network asks for, of which a play chain has no idea; null leaves it to the node.</summary>
    public FeeRate? Estimate { get; set; } = FeeRate.FromSatoshisPerVByte(2);

    /// <summary>Happens once, when bytes are about to be sent.</summary>
    public Func<Task>? BeforeBroadcast { get; set; }

    /// <summary>Happens once, when the node has chosen coins and locked them, and the client has not heard of it.</summary>
    public Func<Task>? AfterFunding { get; set; }

    /// <summary>Happens once, when a recorded transaction is about to be signed.</summary>
    public Func<Task>? BeforeSigning { get; set; }

    /// <summary>Happens once, when the node has sent bytes on, and the client has not heard of it.</summary>
    public Func<Task>? AfterBroadcast { get; set; }

    /// <summary>As if the wallet had got the keys of its addresses only later.</summary>
    public bool KnowsNoAddressOfItsOwn { get; set; }

    /// <summary>What the node said to bytes that were sent, the first first.</summary>
    public List<BroadcastAnswer> Answers { get; } = [];

    public override async Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken)
    {
        var funded = await base.FundAsync(request, cancellationToken);
        if (AfterFunding is { } happens)
        {
            AfterFunding = null;
            await happens();
        }

        return funded;
    }

    public override async Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken)
    {
        var described = await base.DescribeAddressAsync(address, cancellationToken);
        return KnowsNoAddressOfItsOwn ? described with { IsMine = false } : described;
    }

    public override async Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken)
    {
        if (BeforeSigning is { } happens)
        {
            BeforeSigning = null;
            await happens();
        }

        return await base.SignAsync(unsignedHex, cancellationToken);
    }

    public override async Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken) =>
        Estimate ?? await base.EstimateFeeRateAsync(targetBlocks, cancellationToken);

    public override async Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken)
    {
        if (BeforeBroadcast is { } happens)
        {
            BeforeBroadcast = null;
            await happens();
        }

        var answer = await base.BroadcastAsync(signedHex, maximum, cancellationToken);
        Answers.Add(answer);
        if (AfterBroadcast is { } follows)
        {
            AfterBroadcast = null;
            await follows();
        }

        return answer;
    }

    protected override Task<T> CallAsync<T>(Func<Task<T>> call) => call();
}
