using Xunit;

namespace Faucet.Engine.Tests.Bitcoin.Regtest;

public sealed partial class RegtestNode : IAsyncLifetime
{
    /// <summary>Call first in each test: skips it where there is no bitcoind, and fails it where nothing may skip.</summary>
    public void SkipUnlessAvailable()
    {
        if (program is not null)
        {
            return;
        }

        Assert.False(Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") == "1", BitcoindProgram.HowToGetOne);
        Assert.Skip(BitcoindProgram.HowToGetOne);
    }
}
