using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>The port: each call is answered at once, under the one lock.</summary>
public sealed partial class SandboxNode
{
    public Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken) => Answer(
        () => new NodeStatus(
            "sandbox",
            GenesisHash,
            SignetChallenge: null,
            chain.Height,
            chain.Tip.Hash,
            wallet.Fingerprint,
            IsSyncing: false,
            IsWalletReady: true,
            policy.MinimumFeeRate,
            SandboxPolicy.FeeIncrement,
            "sandbox"),
        cancellationToken);

    public Task<string?> FindBlockHashAsync(int height, CancellationToken cancellationToken) =>
        Answer(() => chain.BlockAt(height)?.Hash, cancellationToken);

    public Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken) =>
        Answer<FeeRate?>(() => EstimatedFeeRate, cancellationToken);

    public Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken) => Answer(
        () =>
        {
            EnsureKeys();
            var preset = request.Inputs.Select(wallet.FindOwn).ToList();
            var free = wallet.Coins.Where(coin => !wallet.IsLocked(coin.OutPoint) && !request.Inputs.Contains(coin.OutPoint));
            var change = request.ChangeAddress is { } address
                ? SandboxAddresses.Decode(address) ?? throw new NodeException(NodeFailure.Refused, "Change address must be a valid bitcoin address", InvalidAddressOrKey)
                : wallet.PeekChangeKey().Script;
            var (transaction, fee, changePosition) = SandboxFunding.Build(request, preset, free, change);
            if (changePosition is not null && request.ChangeAddress is null)
            {
                wallet.UseChangeKey();
            }

            foreach (var input in transaction.Inputs)
            {
                wallet.Lock(input.OutPoint);
            }

            return new FundedTransaction(transaction.ToHex(), fee, changePosition);
        },
        cancellationToken);

    public Task<Utxo?> FindUtxoAsync(OutPoint outPoint, CancellationToken cancellationToken) => Answer(
        () => chain.Find(outPoint) is { } output ? new Utxo(outPoint, output.ScriptPubKey, output.Amount) : null, cancellationToken);

    public Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken) => Answer(
        () =>
        {
            if (SandboxAddresses.Decode(address) is not { } script)
            {
                return new AddressDescription(IsValid: false, null, IsMine: false);
            }

            return new AddressDescription(IsValid: true, script, wallet.KeyOf(script) is not null);
        },
        cancellationToken);

    public Task<Money> FindCostAsync(string unsignedHex, CancellationToken cancellationToken) => Answer(
        () =>
        {
            var transaction = TryParse(unsignedHex) ?? throw new NodeException(NodeFailure.Refused, "Transaction hex string decoding failure.", DeserializationError);
            if (transaction.Inputs.Any(input => chain.Find(input.OutPoint) is null && chain.Mempool.All(pending => pending.TxId != input.OutPoint.TxId)))
            {
                throw new NodeException(NodeFailure.Refused, "One or more transaction inputs are missing or have been spent already", InvalidParameter);
            }

            var (spent, kept) = (wallet.SpentBy(transaction).Select(coin => coin.Amount).Sum(), wallet.OwnOutputs(transaction).Select(own => own.Output.Amount).Sum());
            return spent > kept ? spent - kept : Money.Zero;
        },
        cancellationToken);

    public Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken) => Answer(
        () => TryParse(unsignedHex) is { } transaction
            ? wallet.Sign(transaction).ToHex()
            : throw new NodeException(NodeFailure.Refused, "TX decode failed", DeserializationError),
        cancellationToken);

    public Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken) => Answer(
        () =>
        {
            if (TryParse(signedHex) is not { } transaction)
            {
                return new BroadcastAnswer(BroadcastResult.Rejected, "TX decode failed");
            }

            var answer = policy.Judge(transaction, maximum);
            if (answer.Result == BroadcastResult.Accepted && !chain.IsInMempool(transaction.TxId))
            {
                Happen(new SandboxEvent.Sent(transaction.ToHex()));
            }

            return answer;
        },
        cancellationToken);

    public Task<WalletTransaction?> FindTransactionAsync(TxId txId, CancellationToken cancellationToken) => Answer(
        () =>
        {
            if (wallet.Find(txId) is not { } transaction)
            {
                return null;
            }

            var height = chain.HeightOf(txId);
            var hash = height is { } at ? chain.BlockAt(at)!.Hash : null;
            return new WalletTransaction(txId, chain.ConfirmationsOf(transaction), hash, height, chain.IsInMempool(txId));
        },
        cancellationToken);

    public Task<WalletSpend?> FindSpendAsync(TxId txId, CancellationToken cancellationToken) => Answer(
        () => wallet.Find(txId) is { } transaction && wallet.Spends(transaction)
            ? new WalletSpend(
                transaction.ToHex(),
                chain.ConfirmationsOf(transaction),
                [.. wallet.SpentBy(transaction)],
                wallet.OwnOutputs(transaction).Select(own => own.OutPoint.Vout).ToHashSet())
            : null,
        cancellationToken);

    public Task<Money?> FindPendingFeesAsync(TxId txId, CancellationToken cancellationToken) =>
        Answer(() => chain.IsInMempool(txId) ? policy.PendingFees(txId) : (Money?)null, cancellationToken);

    public Task<WalletChanges> ListChangesAsync(string? sinceBlock, int confirmations, CancellationToken cancellationToken) => Answer(
        () =>
        {
            var since = sinceBlock is null
                ? -1
                : chain.HeightOf(sinceBlock) ?? throw new NodeException(NodeFailure.Refused, "Block not found", InvalidAddressOrKey);
            var changes = Enumerable.Range(since + 1, chain.Height - since)
                .SelectMany(height => chain.BlockAt(height)!.Transactions.Select(item => item.Transaction))
                .Where(transaction => wallet.Find(transaction.TxId) is not null)
                .Concat(wallet.Unconfirmed)
                .ToList();
            var deposits = changes
                .Where(transaction => !wallet.Spends(transaction))
                .SelectMany(
                    wallet.OwnOutputs,
                    (transaction, own) => new Deposit(own.OutPoint, own.Output.Amount, chain.ConfirmationsOf(transaction)));
            var cursor = chain.BlockAt(Math.Max(0, chain.Height + 1 - confirmations))!.Hash;
            return new WalletChanges(cursor, [.. deposits], [.. changes.Where(wallet.Spends).Select(transaction => transaction.TxId)]);
        },
        cancellationToken);

    public Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken) =>
        Answer(() => new HotWalletBalance(wallet.Coins.Select(coin => coin.Amount).Sum(), wallet.PendingCoins.Select(own => own.Output.Amount).Sum()), cancellationToken);

    public Task<FreeCoins> GetFreeCoinsAsync(CancellationToken cancellationToken) => Answer(
        () => new FreeCoins(
            [.. wallet.Coins.Where(coin => !wallet.IsLocked(coin.OutPoint)).Select(coin => coin.Amount)], wallet.PendingChange.Count(coin => !wallet.IsLocked(coin))),
        cancellationToken);

    public Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<OutPoint>>(() => [.. wallet.Locks], cancellationToken);

    public Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken) => Answer(
        () =>
        {
            wallet.Lock(outPoint);
            return true;
        },
        cancellationToken);

    public Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken) => Answer(
        () =>
        {
            wallet.Unlock(outPoint);
            return true;
        },
        cancellationToken);

    public Task<string> NewDepositAddressAsync(CancellationToken cancellationToken) => Answer(
        () =>
        {
            EnsureKeys();
            return SandboxAddresses.Encode(wallet.NextDepositKey().Script);
        },
        cancellationToken);

    private static RawTransaction? TryParse(string hex)
    {
        try
        {
            return RawTransaction.Parse(hex);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Failures come through the task, as from a node that is elsewhere.</summary>
    private Task<T> Answer<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (gate)
            {
                return Task.FromResult(answer());
            }
        }
        catch (NodeException exception)
        {
            return Task.FromException<T>(exception);
        }
    }
}
