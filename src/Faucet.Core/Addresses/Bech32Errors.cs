namespace Faucet.Core.Addresses;

/// <summary>A character that is likely wrong.</summary>
/// <param name="Index">Counted from the first value after the separator.</param>
/// <param name="Value">What would fit. Never shown: a guess that is wrong pays a stranger (BIP 173, "Error correction").</param>
internal readonly record struct Bech32Error(int Index, int Value);

/// <summary>Finds one or two substituted characters behind a checksum that does not match.</summary>
/// <remarks>
/// The code tells all texts apart that differ in up to four characters (BIP 173), so one or two errors leave a remainder that no other
/// one or two errors leave. The remainder is linear in the errors: it is looked up, not searched for.
/// </remarks>
internal static class Bech32Errors
{
    private static readonly Dictionary<uint, (int FromEnd, int Difference)> SingleErrors = FindSingleErrors();

    /// <returns>One or two errors in reading order; none if more than two characters are wrong.</returns>
    public static IReadOnlyList<Bech32Error> Locate(string prefix, ReadOnlySpan<byte> values, Bech32Checksum checksum)
    {
        var errors = Bech32.Remainder(prefix, values) ^ (uint)checksum;
        if (ErrorOf(errors, values) is { } only)
        {
            return [only];
        }

        foreach (var single in SingleErrors.Keys)
        {
            if (ErrorOf(single, values) is { } first && ErrorOf(errors ^ single, values) is { } second)
            {
                return first.Index < second.Index ? [first, second] : [second, first];
            }
        }

        return [];
    }

    private static Bech32Error? ErrorOf(uint remainder, ReadOnlySpan<byte> values) =>
        SingleErrors.TryGetValue(remainder, out var error) && error.FromEnd < values.Length
            ? new Bech32Error(values.Length - 1 - error.FromEnd, values[values.Length - 1 - error.FromEnd] ^ error.Difference)
            : null;

    private static Dictionary<uint, (int FromEnd, int Difference)> FindSingleErrors()
    {
        var found = new Dictionary<uint, (int FromEnd, int Difference)>();
        for (var difference = 1; difference < 32; difference++)
        {
            var remainder = (uint)difference;
            for (var fromEnd = 0; fromEnd < Bech32.MaximumLength - 1; fromEnd++)
            {
                found.Add(remainder, (fromEnd, difference));
                remainder = Bech32.Step(remainder, 0);
            }
        }

        return found;
    }
}
