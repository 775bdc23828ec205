using System.Text;
using System.Text.Json.Nodes;
using Faucet.Engine.Captcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>
/// A thousand payloads made from good ones. None may throw, and none may pass but those whose only differences are the two members that
/// nothing depends on: the time, which nobody can check, and the counter, which the signed key makes superfluous.
/// </summary>
public sealed class AltchaMutationsTests
{
    private const int Refusals = 1_000;

    [Fact]
    public async Task Refuses_every_mutation()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAUCET_SEED"), out var given) ? given : Environment.TickCount;
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"FAUCET_SEED={seed}");

        var mutations = new AltchaMutations(new Random(seed));
        var (refused, equal) = (0, 0);
        for (var round = 0; refused < Refusals; round++)
        {
            var (name, original, text) = mutations.Draw(round);
            var where = $"seed {seed}, round {round}, {name}: {text}";

            CaptchaResult? result = null;
            var exception = await Record.ExceptionAsync(async () => result = await mutations.World.VerifyAsync(text, AltchaWorld.Alice));

            Assert.True(exception is null, $"{where}\n{exception}");
            if (result is CaptchaResult.Passed passed)
            {
                equal++;
                Assert.True(AreEqualButForCounterAndTime(original, text), where);
                Assert.Equal(AltchaMutations.NonceOf(original), passed.Nonce.ToString());
                Assert.InRange(equal, 0, Refusals / 50);
            }
            else
            {
                refused++;
            }
        }

        output?.WriteLine($"{refused} refused, {equal} differ in counter or time only.");
    }

    [Fact]
    public async Task The_originals_pass()
    {
        var mutations = new AltchaMutations(new Random(1));

        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<CaptchaResult.Passed>(await mutations.World.VerifyAsync(mutations.DrawOriginal(), AltchaWorld.Alice));
        }
    }

    /// <summary>Compares with another JSON reader than the verifier's.</summary>
    private static bool AreEqualButForCounterAndTime(string original, string mutated) =>
        JsonNode.DeepEquals(WithoutCounterAndTime(original), WithoutCounterAndTime(mutated));

    private static JsonObject WithoutCounterAndTime(string payload)
    {
        var json = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload)))!.AsObject();
        var solution = json["solution"]!.AsObject();
        solution.Remove("counter");
        solution.Remove("time");
        return json;
    }
}
