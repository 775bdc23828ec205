using System.Net;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Engine.Claims;
using Faucet.Web.Claims;
using Microsoft.Extensions.Time.Testing;

namespace Faucet.Web.Tests.Claims;

/// <summary>Whoever floods waits for his own refusals; nobody is turned away, and visitors who claim do not wait behind them.</summary>
public sealed class RefusalTurnsTests
{
    private static readonly ClaimOutcome Refused = new ClaimOutcome.Invalid("Address", "address-empty", "");
    private static readonly ClaimOutcome Credited = new ClaimOutcome.Accepted(
        "claim", default, new Drip(Money.FromSatoshis(1), []), Money.FromSatoshis(1), DateTimeOffset.UnixEpoch, OpensWallet: true, IsRepeat: false);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Refused_posts_wait_for_each_other_and_a_claim_for_none_of_them()
    {
        var turns = new RefusalTurns(time);
        var (done, drawn) = (new List<string>(), new TaskCompletionSource());

        // Their pages take all turns; the next is judged and waits for his page; who was refused before waits to be judged.
        var others = Enumerable.Range(0, RefusalTurns.AtOnce).Select(number => PostAsync(turns, number, done, drawn.Task, Refused)).ToList();
        others.Add(PostAsync(turns, 100, done, Task.CompletedTask, Refused));
        others.Add(PostAsync(turns, 0, done, Task.CompletedTask, Refused));
        done.Clear();
        await PostAsync(turns, 200, done, Task.CompletedTask, Credited);
        Assert.Equal(["200 judged", "200 answered"], done);

        drawn.SetResult();
        await Task.WhenAll(others);
        Assert.Equal(["100 answered", "0 judged", "0 answered"], done[^3..]);
    }

    [Fact]
    public async Task Each_of_a_flood_is_answered_as_if_it_were_alone_and_a_claim_beside_it_is_credited()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var flooding = new Visitor(faucet.Url, "10.0.0.1");
        using var other = new Visitor(faucet.Url, "10.0.0.2");
        var (forFlood, forOther) = (await flooding.SolveAsync(), await other.SolveAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await flooding.ClaimAsync(Visitor.Address(1), forFlood)).StatusCode);

        var repeated = Enumerable.Range(0, 300).Select(_ => flooding.ClaimAsync(Visitor.Address(1), forFlood)).ToList();
        var forged = Enumerable.Range(0, 300).Select(_ => flooding.ClaimAsync(Visitor.Address(1), "nonsense")).ToList();
        Assert.Equal(HttpStatusCode.SeeOther, (await other.ClaimAsync(Visitor.Address(2), forOther)).StatusCode);

        Assert.All(await Task.WhenAll(repeated), reply => Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode));
        Assert.All(await Task.WhenAll(forged), reply => Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode));
    }

    [Fact]
    public void A_refusal_is_remembered_for_ten_seconds()
    {
        var turns = new RefusalTurns(time);
        Assert.False(turns.WasRefusedLately(Client(1)));

        turns.Remember(Client(1));
        time.Advance(RefusalTurns.Lately - TimeSpan.FromMilliseconds(1));
        Assert.True(turns.WasRefusedLately(Client(1)));

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(turns.WasRefusedLately(Client(1)));
    }

    [Fact]
    public void While_ten_thousand_clients_flood_hardly_anybody_else_is_taken_for_one_of_them()
    {
        var turns = new RefusalTurns(time);
        foreach (var number in Enumerable.Range(0, 10_000))
        {
            turns.Remember(Client(number));
        }

        Assert.All(Enumerable.Range(0, 10_000), number => Assert.True(turns.WasRefusedLately(Client(number))));
        Assert.InRange(Enumerable.Range(10_000, 10_000).Count(number => turns.WasRefusedLately(Client(number))), 0, 30);
    }

    private static Task PostAsync(RefusalTurns turns, int number, List<string> done, Task drawn, ClaimOutcome outcome) => turns.AnswerAsync(
        Client(number),
        () =>
        {
            done.Add($"{number} judged");
            return Task.FromResult(outcome);
        },
        async _ =>
        {
            await drawn;
            done.Add($"{number} answered");
        },
        TestContext.Current.CancellationToken);

    /// <summary>As clients' keys are: the beginning is everybody's, the end a keyed hash.</summary>
    private static byte[] Client(int number) => [1, 2, .. System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number))[..14]];
}
