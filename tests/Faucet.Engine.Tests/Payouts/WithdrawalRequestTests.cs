using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Owners ask for payouts and take them back: on the terms that they were shown, once, and to the satoshi.</summary>
public sealed class WithdrawalRequestTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_payout_at_once_arrives_less_the_fee_that_was_shown(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        var wallet = await world.FillWalletAsync(1);
        var before = await AvailableAsync(world);
        var quote = await QuoteAsync(world, wallet, PayoutSpeed.AtOnce);

        Assert.Null(await AskAsync(world, wallet, quote));
        Assert.Equal(before + quote.Fee.Satoshis, await AvailableAsync(world));
        await world.AssertHoldsAsync();
        await world.HealAsync();

        Assert.Equal(2 * 141, quote.Fee.Satoshis);
        Assert.Equal(PayoutWorld.Drip - quote.Fee.Satoshis, world.PaidOnChain(1));
        var statement = await world.Faucet.WalletAsync(wallet);
        Assert.Equal((quote.Paid, quote.Fee, WithdrawalState.Final), statement.Withdrawals.Select(w => (w.Amount, w.Fee, w.State)).Single());
        Assert.Equal(Money.Zero, statement.Balance);
        Assert.Contains(statement.Lines, line => line is { Kind: TransferKind.WithdrawalFee, IsCredit: false } && line.Amount == quote.Fee);
        await world.AssertHoldsAsync();
    }

    [Fact]
    public async Task Haste_of_one_makes_the_faucet_pay_for_nobody_else()
    {
        await using var world = await CreateAsync(DatabaseProvider.Sqlite);
        var (patient, hurried) = (await world.FillWalletAsync(1), await world.FillWalletAsync(2));
        Assert.Null(await AskAsync(world, patient, await QuoteAsync(world, patient, PayoutSpeed.Batched)));
        Assert.Null(await AskAsync(world, hurried, await QuoteAsync(world, hurried, PayoutSpeed.AtOnce)));

        await world.HealAsync();

        Assert.Equal((0, PayoutWorld.Drip - 282), (world.PaidOnChain(1), world.PaidOnChain(2)));
        Assert.Equal(WithdrawalState.Queued, Assert.Single((await world.Faucet.WalletAsync(patient)).Withdrawals).State);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_waits_for_a_batch_can_be_taken_back_whole_and_stays_until_the_owner_asks_or_a_week_is_over(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        await world.Faucet.SetAsync("payout.threshold-sat", "24000");
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();
        var before = await AvailableAsync(world);
        var queued = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        Assert.Equal((WithdrawalState.Queued, 2 * (31 + 11)), (queued.State, queued.Fee.Satoshis));

        Assert.Null(await CancelAsync(world, wallet, queued.Id));
        Assert.Null(await CancelAsync(world, wallet, queued.Id)); // Posted twice.

        Assert.Equal(before - queued.Fee.Satoshis, await AvailableAsync(world));
        var statement = await world.Faucet.WalletAsync(wallet);
        Assert.Equal(PayoutWorld.Drip, statement.Balance.Satoshis);
        Assert.Equal(WithdrawalState.Cancelled, Assert.Single(statement.Withdrawals).State);
        Assert.Equal(world.Faucet.Time.GetUtcNow() + WithdrawalRequests.HeldFor, statement.OnHoldUntil);
        await world.AssertHoldsAsync();

        world.Faucet.Time.Advance(WithdrawalRequests.HeldFor - TimeSpan.FromHours(2));
        await world.HealAsync();
        Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        world.Faucet.Time.Advance(TimeSpan.FromHours(4));
        await world.CycleAsync();
        Assert.Equal(2, (await world.Faucet.WalletAsync(wallet)).Withdrawals.Count);
        await world.Faucet.SetAsync("payout.batch-age-seconds", "0");
        await world.HealAsync();
        Assert.Equal(PayoutWorld.Drip - queued.Fee.Satoshis, world.PaidOnChain(1));
        await world.AssertHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_cancellation_and_a_batch_that_race_have_one_winner(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        var cancelled = 0;
        for (var number = 1; number <= 20; number++)
        {
            var wallet = await world.FillWalletAsync(number);
            Assert.Null(await AskAsync(world, wallet, await QuoteAsync(world, wallet, PayoutSpeed.AtOnce)));
            var withdrawal = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals).Id;

            var cancelling = Task.Run(() => CancelAsync(world, wallet, withdrawal), Token);
            await Task.WhenAll(cancelling, Task.Run(world.CycleAsync, Token));

            Assert.True(await cancelling is null or { Code: "payout-left" }, $"{await cancelling}");
            await world.HealAsync();
            var wasCancelled = await cancelling is null;
            cancelled += wasCancelled ? 1 : 0;
            Assert.Equal(wasCancelled ? 0 : PayoutWorld.Drip - 282, world.PaidOnChain(number));
            Assert.Equal(wasCancelled ? PayoutWorld.Drip : 0, (await world.Faucet.WalletAsync(wallet)).Balance.Satoshis);
        }

        output.WriteLine($"{cancelled} of 20 cancelled in time");
        await world.AssertHoldsAsync();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_hundred_requests_at_once_and_claims_between_them_make_one_withdrawal(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        var wallet = await world.FillWalletAsync(1);
        var quote = await QuoteAsync(world, wallet, PayoutSpeed.Batched);

        var asked = Enumerable.Range(0, 100).Select(_ => Task.Run(() => AskAsync(world, wallet, quote), Token)).ToList();
        await Task.WhenAll([.. asked, .. Enumerable.Range(2, 20).Select(number => Task.Run(() => world.FillWalletAsync(number), Token))]);

        Assert.Equal(1, asked.Count(answer => answer.Result is null));
        Assert.All(asked, answer => Assert.True(answer.Result is null or { Code: "payout-under-way" or "payout-quote-changed" }, $"{answer.Result}"));
        await using var db = world.Faucet.Database.Open();
        Assert.Equal(1, await db.Withdrawals.CountAsync(Token));
        await world.AssertHoldsAsync();
    }

    [Fact]
    public async Task Whatever_may_not_be_paid_is_refused_and_nothing_moves()
    {
        await using var world = await CreateAsync(DatabaseProvider.Sqlite);
        var wallet = await world.FillWalletAsync(1);
        var stranger = await world.FillWalletAsync(2);
        var quote = await QuoteAsync(world, wallet, PayoutSpeed.Batched);
        Assert.Null(await AskAsync(world, stranger, await QuoteAsync(world, stranger, PayoutSpeed.Batched)));
        var others = Assert.Single((await world.Faucet.WalletAsync(stranger)).Withdrawals).Id;

        Assert.Equal("payout-no-wallet", await CodeAsync(AskAsync(world, new WalletId(999_999), quote)));
        Assert.Equal("payout-quote-changed", await CodeAsync(AskAsync(world, wallet, quote with { Fee = Money.Zero })));
        Assert.Equal("payout-quote-changed", await CodeAsync(AskAsync(world, wallet, quote with { Amount = Money.FromSatoshis(2 * PayoutWorld.Drip) })));
        Assert.Equal("payout-under-way", await CodeAsync(AskAsync(world, stranger, quote)));
        Assert.Equal("payout-unknown", await CodeAsync(CancelAsync(world, wallet, others)));
        Assert.Equal("payout-unknown", await CodeAsync(CancelAsync(world, wallet, Guid.Empty)));
        await world.Faucet.Get<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, "for this test", Token);
        Assert.Empty((await world.Faucet.WalletAsync(wallet)).Quotes);
        Assert.Equal("payout-unavailable", await CodeAsync(AskAsync(world, wallet, quote)));
        Assert.Equal("payout-unavailable", await CodeAsync(CancelAsync(world, stranger, others)));
        await world.Faucet.Get<PayoutFreezes>().ResumeAsync("test", "for this test", difference: null, Token);
        world.Node.IsDown = true;
        Assert.Equal("payout-unavailable", await CodeAsync(AskAsync(world, wallet, quote)));
        world.Node.IsDown = false;
        await world.Faucet.SetAsync("payout.on-request", "no");
        Assert.Equal("payout-not-offered", await CodeAsync(AskAsync(world, wallet, quote)));
        await world.Faucet.SetAsync("payout.on-request", "batched");
        Assert.Equal("payout-not-offered", await CodeAsync(AskAsync(world, wallet, quote with { Speed = PayoutSpeed.AtOnce })));

        Assert.Equal(PayoutWorld.Drip, (await world.Faucet.WalletAsync(wallet)).Balance.Satoshis);
        await world.AssertHoldsAsync();
    }

    [Fact]
    public async Task The_faucets_own_address_is_paid_on_nobodys_request()
    {
        await using var world = await CreateAsync(DatabaseProvider.Sqlite);
        var own = await world.Chain.NewDepositAddressAsync(Token);
        var wallet = Assert.IsType<ClaimOutcome.Accepted>(await world.Faucet.ClaimAsync(own, FaucetWorld.Client(1), captcha: null, visitor: 1)).WalletId;

        var refusal = await AskAsync(world, wallet, await QuoteAsync(world, wallet, PayoutSpeed.Batched));

        Assert.Equal(("payout-blocked", "This address belongs to the faucet itself."), (refusal?.Code, refusal?.Message));
        Assert.Empty((await world.Faucet.WalletAsync(wallet)).Quotes);
    }

    [Fact]
    public async Task While_the_fee_is_too_high_for_the_threshold_nothing_is_opened_and_the_wallet_says_from_when_on()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "1000");
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(500);
        world.Faucet.Time.Advance(FeeHistory.SampledEvery);
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();
        await world.CycleAsync();

        var statement = await world.Faucet.WalletAsync(wallet);
        Assert.Empty(statement.Withdrawals);
        Assert.True(statement.Threshold.Satoshis > PayoutWorld.Drip, $"{statement.Threshold}");

        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(2);
        world.Faucet.Time.Advance(FeeHistory.SampledEvery);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    /// <summary>Visitors pay, may ask for everything, and nothing is paid by itself; a sample of the fee is there.</summary>
    private static async Task<PayoutWorld> CreateAsync(DatabaseProvider provider)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("payout.threshold-sat", "1000000");
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        await world.Faucet.SetAsync("payout.fee-paid-by", "visitor");
        await world.CycleAsync();
        return world;
    }

    private static async Task<PayoutQuote> QuoteAsync(PayoutWorld world, WalletId wallet, PayoutSpeed speed) =>
        (await world.Faucet.WalletAsync(wallet)).Quotes.Single(quote => quote.Speed == speed);

    private static Task<Refusal?> AskAsync(PayoutWorld world, WalletId wallet, PayoutQuote quote) =>
        world.Faucet.Get<WithdrawalRequests>().RequestAsync(wallet, quote.Speed, quote.Amount, quote.Fee, Token);

    private static Task<Refusal?> CancelAsync(PayoutWorld world, WalletId wallet, Guid withdrawal) =>
        world.Faucet.Get<WithdrawalRequests>().CancelAsync(wallet, withdrawal, Token);

    private static async Task<string?> CodeAsync(Task<Refusal?> answer) => (await answer)?.Code;

    private static async Task<long> AvailableAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.ClaimGates.Select(g => g.Available).SingleAsync(Token);
    }
}
