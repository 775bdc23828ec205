using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class AddressDocumentTests
{
    [Fact]
    public void The_document_lists_every_refusal_code_once()
    {
        var listed = VectorFile.Text("addresses.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(Enum.GetNames<AddressRefusalCode>(), listed);
    }
}
