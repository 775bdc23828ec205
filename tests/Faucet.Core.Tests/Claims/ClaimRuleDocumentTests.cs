using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class ClaimRuleDocumentTests
{
    [Fact]
    public void The_document_lists_the_rules_in_their_order()
    {
        var expected = ClaimPolicy.Rules.Select((rule, index) => (Order: $"{index + 1}", Code: CodeOf(rule.GetType())));

        var listed = DocumentTable.Rows("claim-rules.md", "## Rules").Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (Order: cells[1], Code: cells[2].Trim('`')));

        Assert.Equal(expected, listed);
    }

    [Fact]
    public void Every_rule_is_asked_once_and_has_a_code_of_its_own()
    {
        var rules = typeof(IClaimRule).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IClaimRule))).ToList();

        Assert.Equal(rules.ToHashSet(), ClaimPolicy.Rules.Select(rule => rule.GetType()).ToHashSet());
        Assert.Equal(rules.Count, ClaimPolicy.Rules.Count);
        Assert.Equal(rules.Count, rules.Select(CodeOf).Distinct().Count());
    }

    private static string CodeOf(Type rule) =>
        rule.GetField("Code")?.GetRawConstantValue() as string ?? throw new InvalidOperationException($"{rule.Name} has no public const Code.");
}
