using Faucet.Engine.Captcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class CaptchaFailureLogTests
{
    private static readonly DateTimeOffset Now = AltchaWorld.Start;

    [Fact]
    public void Counts_each_client_for_itself()
    {
        var log = new CaptchaFailureLog();
        for (var i = 0; i < 20; i++)
        {
            log.Record(Client(1), Now);
        }

        Assert.Equal(100, log.PercentOfLimit(Client(1), Now));
        Assert.Equal(Now.AddSeconds(30), log.BlockedUntil(Client(1), Now));
        Assert.Equal(0, log.PercentOfLimit(Client(2), Now));
        Assert.Null(log.BlockedUntil(Client(2), Now));
    }

    [Fact]
    public void A_million_clients_take_the_room_of_a_hundred_thousand()
    {
        var log = new CaptchaFailureLog();
        for (var i = 0; i < 1_000_000; i++)
        {
            log.Record(Client(i), Now);
        }

        Assert.InRange(log.Count, 50_000, 100_000);
    }

    [Fact]
    public void The_oldest_are_forgotten_first_and_whoever_goes_on_is_not()
    {
        var log = new CaptchaFailureLog(generation: 10);
        for (var i = 0; i < 100; i++)
        {
            log.Record(Client(0), Now);
            log.Record(Client(1_000 + i), Now);
        }

        Assert.Equal(100, log.PercentOfLimit(Client(0), Now));
        Assert.Equal(0, log.PercentOfLimit(Client(1_000), Now));
        Assert.Equal(5, log.PercentOfLimit(Client(1_099), Now));
    }

    [Fact]
    public void Counts_exactly_when_many_fail_at_once()
    {
        var log = new CaptchaFailureLog();

        Parallel.For(0, 19, _ => log.Record(Client(1), Now));

        Assert.Equal(95, log.PercentOfLimit(Client(1), Now));
    }

    private static byte[] Client(int number)
    {
        var key = new byte[16];
        BitConverter.TryWriteBytes(key, number);
        return key;
    }
}
