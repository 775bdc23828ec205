namespace Faucet.Core.Addresses;

/// <summary>Every refusal of an address in the words that a visitor reads: what is wrong, and what to do.</summary>
internal static class AddressWording
{
    private const string CopyAgain = "Compare it with your wallet, or copy it again.";

    private const string Exposed = "We have not stored it, but treat it as stolen: move its coins to a new wallet now.";

    public static AddressRefusal Empty(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.Empty, $"There is no address here. {Ask(paid)}");

    public static AddressRefusal TooLong(int maximum, AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.TooLong, $"This text is longer than {maximum} characters, so it is not an address. {Ask(paid)}");

    public static AddressRefusal NotAnAddress(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.NotAnAddress, $"This is not a bitcoin address. {Ask(paid)}");

    public static AddressRefusal WrongNetwork(AddressPrefixes named, AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.WrongNetwork, $"This is a {named.Name} address; this faucet pays on {paid.Name}. {Ask(paid)}");

    /// <param name="indexes">The characters that look wrong: none, one or two.</param>
    public static AddressRefusal Checksum(AddressText address, int[] indexes) => indexes switch
    {
        [var one] => new(
            AddressRefusalCode.Checksum,
            $"Character {Show(address, one)} looks wrong. {CopyAgain}",
            address.PositionOf(one),
            false),
        [var first, var second] => new(
            AddressRefusalCode.Checksum,
            $"Characters {Show(address, first)} and {Show(address, second)} look wrong. {CopyAgain}",
            address.PositionOf(first),
            false),
        _ => Refuse(AddressRefusalCode.Checksum, $"Some characters of this address are wrong. {CopyAgain}"),
    };

    public static AddressRefusal InvalidCharacter(AddressText address, int index, bool isLegacy)
    {
        var position = address.PositionOf(index);
        var message = char.IsWhiteSpace(address.Text[index]) ? $"There is a space inside the address, at character {position}. {CopyAgain}"
            : isLegacy && address.Text[index] is '0' or 'O' or 'I' or 'l'
                ? $"Character {Show(address, index)} is wrong: 0, O, I and l look alike, so this kind of address has none of them. {CopyAgain}"
            : $"Character {Show(address, index)} is never used in this kind of address. {CopyAgain}";
        return new(AddressRefusalCode.InvalidCharacter, message, position, false);
    }

    public static AddressRefusal MixedCase() => Refuse(
        AddressRefusalCode.MixedCase,
        "This address mixes capital and small letters. Copy it again, or type all of it in small letters.");

    public static AddressRefusal WrongSegwitLength(AddressText address, int[] usual, int prefixLength)
    {
        var expected = string.Join(" or ", usual.Select(length => length + prefixLength));
        return Refuse(
            AddressRefusalCode.WrongLength,
            $"This address has {address.Text.Length} characters, but one like it has {expected}. Copy the whole address from your wallet.");
    }

    public static AddressRefusal WrongLegacyLength(AddressText address, bool isShort) => Refuse(
        AddressRefusalCode.WrongLength,
        $"This address is too {(isShort ? "short" : "long")} ({address.Text.Length} characters). Copy the whole address from your wallet.");

    public static AddressRefusal ChecksumVariant(AddressPrefixes paid) => Refuse(
        AddressRefusalCode.ChecksumVariant,
        $"This address was made by outdated software, and coins sent to it could be lost. Update your wallet. {Ask(paid)}");

    public static AddressRefusal UnknownWitnessVersion(AddressPrefixes paid) => Refuse(
        AddressRefusalCode.UnknownWitnessVersion,
        $"This kind of address has no rules on the network yet: anyone could take the coins. {Ask(paid)}");

    public static AddressRefusal PayToAnchor(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.PayToAnchor, $"This is a pay-to-anchor address: anyone can take coins sent to it. {Ask(paid)}");

    public static AddressRefusal Lightning(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.Lightning, $"This is a Lightning invoice or address; this faucet pays on the blockchain. {Ask(paid)}");

    public static AddressRefusal SilentPayment(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.SilentPayment, $"This is a silent payment address, which this faucet can't pay to. {Ask(paid)}");

    public static AddressRefusal OtherCoin(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.OtherCoin, $"This is an address of another coin; this faucet pays bitcoin. {Ask(paid)}");

    public static AddressRefusal ExtendedPublicKey(AddressPrefixes paid) => Refuse(
        AddressRefusalCode.ExtendedPublicKey,
        $"This is the public key of a whole account: it shows all its payments, so keep it to yourself. {Ask(paid)}");

    public static AddressRefusal PublicKey(AddressPrefixes paid) =>
        Refuse(AddressRefusalCode.PublicKey, $"This is a public key, not an address. {Ask(paid)}");

    public static AddressRefusal PrivateKey() => new(
        AddressRefusalCode.PrivateKey,
        $"STOP: this looks like a private key. Never paste it anywhere: whoever sees it can take the coins. {Exposed}",
        null,
        true);

    public static AddressRefusal SeedPhrase() => new(
        AddressRefusalCode.SeedPhrase,
        $"STOP: this looks like the secret words of a wallet. Never type them on a website: whoever sees them can take the coins. {Exposed}",
        null,
        true);

    private static AddressRefusal Refuse(AddressRefusalCode code, string message) => new(code, message, null, false);

    private static string Ask(AddressPrefixes paid) =>
        $"Ask your wallet for a {paid.Name} receive address (it starts with {paid.StartsWith}).";

    /// <returns>A character's position, and itself if it can be seen.</returns>
    private static string Show(AddressText address, int index) =>
        address.Text[index] is > ' ' and <= '~' and var character
            ? $"{address.PositionOf(index)} ('{character}')"
            : $"{address.PositionOf(index)}";
}
