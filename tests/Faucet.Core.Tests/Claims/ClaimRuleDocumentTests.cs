using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class ClaimRuleDocumentTests
{
    [Fact]
    public void The_document_lists_the_rules_in_their_order() =>
        Assert.Equal(ClaimPolicy.Rules.Select((rule, i) => (Order: $"{i + 1}", rule.Code)), Listed("## Rules"));

    [Fact]
    public void The_document_lists_the_factors_in_their_order() =>
        Assert.Equal(ClaimPolicy.Factors.Select((factor, i) => (Order: $"{i + 1}", factor.Code)), Listed("## The drip"));

    [Fact]
    public void Every_rule_is_asked_once_and_has_a_code_of_its_own()
    {
        AssertComplete(ClaimPolicy.Rules);
        AssertComplete(ClaimPolicy.Factors);
        Assert.Equal(ClaimPolicy.Rules.Count, ClaimPolicy.Rules.Select(rule => rule.Code).Distinct().Count());
        Assert.Equal(ClaimPolicy.Factors.Count, ClaimPolicy.Factors.Select(factor => factor.Code).Distinct().Count());
    }

    private static void AssertComplete<T>(IReadOnlyList<T> asked)
        where T : notnull =>
        Assert.Equal(
            typeof(T).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(T))).Select(type => type.Name).Order(),
            asked.Select(one => one.GetType().Name).Order());

    private static IEnumerable<(string Order, string Code)> Listed(string heading) => DocumentTable.Rows("claim-rules.md", heading)
        .Select(row => row.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (Order: cells[1], Code: cells[2].Trim('`')));
}
