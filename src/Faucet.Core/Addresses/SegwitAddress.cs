namespace Faucet.Core.Addresses;

/// <summary>Reads segwit addresses (BIP 173, BIP 350) and says what is wrong with others.</summary>
internal static class SegwitAddress
{
    /// <summary>Characters after prefix and separator for a program of 20 and of 32 bytes.</summary>
    private static readonly int[] UsualLengths = [39, 59];

    private static readonly ScriptPubKey PayToAnchor = ScriptPubKey.FromHex("51024e73");

    /// <param name="named">The network that the text's prefix names.</param>
    /// <param name="paid">The network that the faucet pays on.</param>
    public static AddressReading Read(AddressText address, AddressPrefixes named, AddressPrefixes paid)
    {
        if (named.Segwit != paid.Segwit)
        {
            return new AddressReading.Refused(AddressWording.WrongNetwork(named, paid));
        }

        var dataStart = named.Segwit.Length + 1;
        if (address.Text.Skip(dataStart).ToList().FindIndex(character => Bech32.ValueOf(character) < 0) is >= 0 and var invalid)
        {
            return new AddressReading.Refused(AddressWording.InvalidCharacter(address, dataStart + invalid, isLegacy: false));
        }

        return Bech32.Decode(address.Text) switch
        {
            Bech32Reading.Decoded decoded => Accept(address, decoded, paid),
            Bech32Reading.Faulty { Fault: Bech32Fault.MixedCase } => new AddressReading.Refused(AddressWording.MixedCase()),
            _ when !UsualLengths.Contains(address.Text.Length - dataStart) =>
                new AddressReading.Refused(AddressWording.WrongSegwitLength(address, UsualLengths, dataStart)),
            _ => new AddressReading.Refused(AddressWording.Checksum(address, Locate(address.Text, dataStart))),
        };
    }

    private static AddressReading Accept(AddressText address, Bech32Reading.Decoded decoded, AddressPrefixes paid)
    {
        var dataStart = paid.Segwit.Length + 1;
        if (WitnessProgram.FromValues(decoded.Values.Span) is not { } program)
        {
            return decoded.Values.Span is [> 16, ..]
                ? new AddressReading.Refused(AddressWording.UnknownWitnessVersion(paid))
                : new AddressReading.Refused(AddressWording.WrongSegwitLength(address, UsualLengths, dataStart));
        }

        if (program.Checksum != decoded.Checksum)
        {
            return new AddressReading.Refused(AddressWording.ChecksumVariant(paid));
        }

        var script = program.ToScript();
        return script == PayToAnchor ? new AddressReading.Refused(AddressWording.PayToAnchor(paid))
            : program.Version > 1 ? new AddressReading.Refused(AddressWording.UnknownWitnessVersion(paid))
            : program.Version == 1 && program.Program.Length != 32
                ? new AddressReading.Refused(AddressWording.WrongSegwitLength(address, UsualLengths, dataStart))
            : new AddressReading.Accepted(new PayoutAddress(address.Text.ToLowerInvariant(), script));
    }

    /// <returns>Indexes in the text of one or two characters that are likely wrong; none if that is not clear.</returns>
    private static int[] Locate(string text, int dataStart)
    {
        var values = Array.ConvertAll(text[dataStart..].ToCharArray(), character => (byte)Bech32.ValueOf(character));
        var prefix = text[..(dataStart - 1)].ToLowerInvariant();

        // A finding that makes the version disagree with the checksum's variant contradicts itself (BIP 350, "Error locating").
        var findings = Enum.GetValues<Bech32Checksum>()
            .Select(checksum => (Checksum: checksum, Errors: Bech32Errors.Locate(prefix, values, checksum)))
            .Where(found => found.Errors.Count > 0)
            .Where(found => (VersionAfter(found.Errors, values) == 0) == (found.Checksum == Bech32Checksum.Bech32))
            .OrderBy(found => found.Errors.Count)
            .ToList();

        var isClear = findings.Count == 1 || (findings.Count > 1 && findings[0].Errors.Count < findings[1].Errors.Count);
        return isClear ? [.. findings[0].Errors.Select(error => dataStart + error.Index)] : [];
    }

    private static int VersionAfter(IReadOnlyList<Bech32Error> errors, byte[] values) =>
        errors[0].Index == 0 ? errors[0].Value : values[0];
}
