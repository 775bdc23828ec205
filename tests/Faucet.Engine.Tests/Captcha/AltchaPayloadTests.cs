using System.Text;
using Faucet.Engine.Captcha.Altcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>What fuzzing found in the reader of captcha payloads.</summary>
public sealed class AltchaPayloadTests
{
    [Fact]
    public void A_time_too_large_for_a_number_is_refused()
    {
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(new AltchaWorld().SolveNew(AltchaWorld.Alice).Write()));
        var endless = json.Replace("\"time\":123.4", "\"time\":" + new string('2', 400), StringComparison.Ordinal);

        Assert.NotEqual(json, endless);
        Assert.NotNull(AltchaPayload.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(json))));
        Assert.Null(AltchaPayload.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(endless))));
    }
}
