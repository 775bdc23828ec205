using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Xunit;

namespace Faucet.Core.Tests.Payouts;

public sealed class PayoutKeyTests
{
    private static readonly string TxIdText = string.Concat(Enumerable.Repeat("0a", 32));

    [Fact]
    public void The_form_tells_withdrawals_batches_and_transactions_apart()
    {
        var withdrawal = Guid.Parse("0193a5e2-7c11-7000-8000-00000000002a");

        Assert.Equal(new PayoutKey.Batch(17), PayoutKey.Read(" 17 "));
        Assert.Equal(new PayoutKey.Withdrawal(withdrawal), PayoutKey.Read(withdrawal.ToString()));
        Assert.Equal(new PayoutKey.Withdrawal(withdrawal), PayoutKey.Read(withdrawal.ToString("N").ToUpperInvariant()));
        Assert.Equal(new PayoutKey.Transaction(TxId.Parse(TxIdText)), PayoutKey.Read(TxIdText.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    [InlineData("seven")]
    [InlineData("0a0a")]
    [InlineData("zz0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a")]
    public void Anything_else_is_none_of_them(string text) => Assert.Null(PayoutKey.Read(text));
}
