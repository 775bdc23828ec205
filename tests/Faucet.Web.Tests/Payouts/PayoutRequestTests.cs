using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Faucet.Web.Tests.Payouts;

/// <summary>The wallet's forms take what its owner sends, and nothing that anybody else can make up.</summary>
public sealed partial class PayoutRequestTests
{
    [Fact]
    public async Task Only_the_device_that_opened_the_wallet_moves_its_payouts_and_only_on_the_terms_shown()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await faucet.SetAsync("payout.fee-paid-by", "visitor");
        await faucet.SetAsync("payout.batch-age-seconds", "21600");
        foreach (var limit in new[] { "wallet", "client", "device" })
        {
            await faucet.SetAsync($"claim.{limit}-cooldown-seconds", "0");
        }

        using var owner = new Visitor(faucet.Url, "203.0.113.1");
        using var stranger = new Visitor(faucet.Url, "203.0.113.2");
        await AnswersAsync(owner, 409, "payout-no-wallet", ("order", "batched"), ("amount", "24000"), ("fee", "84"));
        await ClaimAsync(owner);
        await ClaimAsync(stranger);

        // Whoever claims for an address sees its wallet, and can do no more.
        Assert.DoesNotContain("Pay out at once", await stranger.ReadAsync("/wallet"), StringComparison.Ordinal);
        await AnswersAsync(stranger, 403, "payout-other-device", ("order", "at-once"), ("amount", "48000"), ("fee", "282"));

        // What was shown before the second claim does not hold any more, and a fee can't be made up.
        await AnswersAsync(owner, 409, "payout-quote-changed", ("order", "batched"), ("amount", "24000"), ("fee", "84"));
        await AnswersAsync(owner, 409, "payout-quote-changed", ("order", "batched"), ("amount", "48000"), ("fee", "0"));
        foreach (var amount in new[] { "", "-1", "1e3", "48000.5", "99999999999999999999", "0x10", " 48000", "٤٨٠٠٠" })
        {
            await AnswersAsync(owner, 422, "payout-form", ("order", "batched"), ("amount", amount), ("fee", "84"));
        }

        await AnswersAsync(owner, 422, "payout-form", ("order", "everything"), ("amount", "48000"), ("fee", "84"));
        await AnswersAsync(owner, 422, "payout-form", ("order", "cancel"), ("payout", "1"));
        await AnswersAsync(owner, 409, "payout-unknown", ("order", "cancel"), ("payout", Guid.NewGuid().ToString()));
        foreach (var site in new[] { "cross-site", "same-site" })
        {
            using var foreign = Form(("order", "batched"), ("amount", "48000"), ("fee", "84"));
            foreign.Headers.Add("Sec-Fetch-Site", site);
            Assert.Equal(HttpStatusCode.Forbidden, (await owner.Http.SendAsync(foreign)).StatusCode);
        }

        // A person reads the reason on the page.
        using var refused = await owner.PostAsync("/wallet", ("order", "batched"), ("amount", "1"), ("fee", "84"));
        Assert.Contains("has changed meanwhile", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Posted twice it is one payout, which the owner alone cancels.
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync("/wallet", ("order", "batched"), ("amount", "48000"), ("fee", "84"))).StatusCode);
        await AnswersAsync(owner, 409, "payout-under-way", ("order", "batched"), ("amount", "48000"), ("fee", "84"));
        var payout = Payout().Match(await owner.ReadAsync("/wallet")).Groups["id"].Value;
        await AnswersAsync(stranger, 403, "payout-other-device", ("order", "cancel"), ("payout", payout));
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync("/wallet", ("order", "cancel"), ("payout", payout))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync("/wallet", ("order", "cancel"), ("payout", payout))).StatusCode);
        Assert.Contains("<b>48,000</b>", await owner.ReadAsync("/wallet"), StringComparison.Ordinal);

        // A second claim from the same device does not take the wallet away from its owner.
        await ClaimAsync(owner);
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync("/wallet", ("order", "at-once"), ("amount", "72000"), ("fee", "282"))).StatusCode);
        await faucet.AssertLedgerVerifiesAsync();
    }

    private static async Task ClaimAsync(Visitor visitor) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync())).StatusCode);

    private static async Task AnswersAsync(Visitor visitor, int status, string code, params (string Name, string Value)[] fields)
    {
        using var request = Form(fields);
        request.Headers.Add("Accept", "application/problem+json");
        using var reply = await visitor.Http.SendAsync(request);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((status, code), ((int)reply.StatusCode, problem.GetProperty("code").GetString()));
    }

    private static HttpRequestMessage Form(params (string Name, string Value)[] fields) => new(HttpMethod.Post, new Uri("/wallet", UriKind.Relative))
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    };

    [GeneratedRegex("name=\"payout\" value=\"(?<id>[0-9a-f-]{36})\"")]
    private static partial Regex Payout();
}
