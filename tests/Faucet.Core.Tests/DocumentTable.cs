using Faucet.Core.Tests.Addresses;

namespace Faucet.Core.Tests;

/// <summary>A table in a document that has to stay true of the code.</summary>
internal static class DocumentTable
{
    /// <summary>The rows of the first table below a heading, without its head, as they are written.</summary>
    public static IReadOnlyList<string> Rows(string document, string heading)
    {
        var rows = VectorFile.Text(document).Split('\n')
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .ToList();
        return rows.Count > 0 ? rows : throw new InvalidOperationException($"{document} has no table below '{heading}'.");
    }
}
