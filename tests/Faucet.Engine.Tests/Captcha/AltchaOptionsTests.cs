using Faucet.Engine.Captcha.Altcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class AltchaOptionsTests
{
    [Fact]
    public void The_defaults_can_be_used() => Assert.Null(new AltchaOptions().FindFault());

    [Theory]
    [InlineData(99, 0, 100, 600, false)]
    [InlineData(100, 0, 100, 600, true)]
    [InlineData(20_000, 0, 2_500, 600, true)]
    [InlineData(20_000, 0, 2_501, 600, false)]
    [InlineData(20_001, 0, 100, 600, false)]
    [InlineData(100, -1, 100, 600, false)]
    [InlineData(100, 91, 100, 600, false)]
    [InlineData(100, 90, 100, 600, true)]
    [InlineData(100, int.MaxValue, 100, 600, false)]
    [InlineData(100, int.MinValue, 100, 600, false)]
    [InlineData(100, 0, 100_000, 600, true)]
    [InlineData(100, 0, 100_001, 600, false)]
    [InlineData(100, 0, int.MinValue, 600, false)]
    [InlineData(100, 1, int.MinValue, 600, false)]
    [InlineData(100, 0, 100, 59, false)]
    [InlineData(100, 0, 100, 60, true)]
    [InlineData(100, 0, 100, 3_600, true)]
    [InlineData(100, 0, 100, 3_601, false)]
    [InlineData(100, 0, 100, 60.5, false)]
    public void Absurd_options_are_refused(int cost, int minCounter, int maxCounter, double lifetimeSeconds, bool isUsable)
    {
        var options = new AltchaOptions
        {
            Cost = cost,
            MinCounter = minCounter,
            MaxCounter = maxCounter,
            Lifetime = TimeSpan.FromSeconds(lifetimeSeconds),
        };

        Assert.Equal(isUsable, options.FindFault() is null);
        Assert.Equal(isUsable, Record.Exception(() => new AltchaSetup(AltchaWorld.Secrets, options)) is null);
    }

    [Fact]
    public void Previous_options_are_checked_too() => Assert.Throws<ArgumentException>(
        () => new AltchaSetup(AltchaWorld.Secrets, new AltchaOptions(), null, new AltchaOptions { Cost = 1 }));

    [Theory]
    [InlineData(31, 64)]
    [InlineData(64, 31)]
    [InlineData(64, 64)]
    public void Secrets_are_long_and_differ(int signatureLength, int keyLength) =>
        Assert.Throws<ArgumentException>(() => new AltchaSecrets(new string('a', signatureLength), new string('a', keyLength)));

    [Fact]
    public void Generated_secrets_sign_each_in_its_own_way()
    {
        AltchaSecrets[] secrets = [AltchaSecrets.Generate(), AltchaSecrets.Generate()];

        var signatures = secrets.SelectMany(s => new[] { s.Signature, s.Key }).Select(key => AltchaSigning.Sign(key, "the same"u8));

        Assert.Equal(4, signatures.Distinct().Count());
    }
}
