using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

/// <summary>What a visitor reads. Addresses are of mainnet where the test does not say otherwise.</summary>
public sealed class AddressRefusalTests
{
    private const string Ask = "Ask your wallet for a mainnet receive address (it starts with bc1, 1 or 3).";
    private const string Compare = "Compare it with your wallet, or copy it again.";

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u200b")]
    [InlineData("bitcoin:?amount=1")]
    public void Asks_for_an_address_where_there_is_none(string text) =>
        AssertRefused(text, AddressRefusalCode.Empty, $"There is no address here. {Ask}");

    [Fact]
    public void Refuses_a_text_longer_than_512_characters()
    {
        AssertRefused(
            new string('a', 513),
            AddressRefusalCode.TooLong,
            $"This text is longer than 512 characters, so it is not an address. {Ask}");
        Assert.Equal(AddressRefusalCode.NotAnAddress, Refusals.Of(new string('a', 512)).Code);
        Assert.Equal(AddressRefusalCode.TooLong, Refusals.Of(new string(' ', 513)).Code);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("my wallet")]
    [InlineData("1 BTC please")]
    [InlineData("tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty")]
    public void Refuses_what_is_no_address(string text) =>
        AssertRefused(text, AddressRefusalCode.NotAnAddress, $"This is not a bitcoin address. {Ask}");

    [Theory]
    [InlineData("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")]
    [InlineData("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ")]
    [InlineData("2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK")]
    public void Refuses_a_testnet_address_on_mainnet(string text) => AssertRefused(
        text,
        AddressRefusalCode.WrongNetwork,
        "This is a testnet address; this faucet pays on mainnet. Ask your wallet for a mainnet receive address (it starts with bc1, 1 or 3).");

    [Theory]
    [InlineData(BitcoinNetwork.Testnet4, "testnet4", "tb1, m, n or 2")]
    [InlineData(BitcoinNetwork.Signet, "signet", "tb1, m, n or 2")]
    [InlineData(BitcoinNetwork.Regtest, "regtest", "bcrt1, m, n or 2")]
    [InlineData(BitcoinNetwork.Sandbox, "sandbox", "bcrt1, m, n or 2")]
    public void Refuses_a_mainnet_address_elsewhere(BitcoinNetwork network, string name, string start) =>
        Assert.Equal(
            $"This is a mainnet address; this faucet pays on {name}. Ask your wallet for a {name} receive address (it starts with {start}).",
            Refusals.Of("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", network).Message);

    [Theory]
    [InlineData("bc1qw508d6qejxbdg4y5r3zarvary0c5xw7kv8f3t4", "Character 15 ('b') is never used in this kind of address.", 15)]
    [InlineData("bitcoin:bc1qw508d6qejxbdg4y5r3zarvary0c5xw7kv8f3t4", "Character 23 ('b') is never used in this kind of address.", 23)]
    [InlineData("bc1qw508 d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "There is a space inside the address, at character 9.", 9)]
    [InlineData("bc1qw508é6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "Character 9 is never used in this kind of address.", 9)]
    [InlineData("bc1qw508d6qejx1dg4y5r3zarvary0c5xw7kv8f3t4", "Character 15 ('1') is never used in this kind of address.", 15)]
    [InlineData(
        "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2m0",
        "Character 34 ('0') is wrong: 0, O, I and l look alike, so this kind of address has none of them.",
        34)]
    [InlineData("1FsSia9rv4NeEwvJ2GvX+X7LyxYspbN2mo", "Character 21 ('+') is never used in this kind of address.", 21)]
    public void Shows_a_character_that_can_not_be(string text, string message, int position) =>
        AssertRefused(text, AddressRefusalCode.InvalidCharacter, $"{message} {Compare}", position);

    [Theory]
    [InlineData("bc1qw508d6qejxydg4y5r3zarvary0c5xw7kv8f3t4", "Character 15 ('y') looks wrong.", 15)]
    [InlineData("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "Character 4 ('p') looks wrong.", 4)]
    [InlineData("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5", "Character 42 ('5') looks wrong.", 42)]
    [InlineData("bc1qw508d7qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "Characters 10 ('7') and 42 ('5') look wrong.", 10)]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj8", "Character 62 ('8') looks wrong.", 62)]
    [InlineData("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2m1", "Character 34 ('1') looks wrong.", 34)]
    [InlineData("1FsSia9rv4NeEwvj2GvXrX7LyxYspbN2mo", "Character 16 ('j') looks wrong.", 16)]
    [InlineData("bitcoin:1FsSia9rv4NeEwvj2GvXrX7LyxYspbN2mo?amount=1", "Character 24 ('j') looks wrong.", 24)]
    [InlineData("bc1qw508d7qejytdg4y5r3zarvary0c5xw7kv8f3t5", "Some characters of this address are wrong.", null)]
    [InlineData("bc1qw508d6qejxydg4y5r3zarvary0c5xw7kemeawh", "Some characters of this address are wrong.", null)]
    [InlineData("1FsSia9rv4NeEwvj2GvXrX7LyxYspbN2m1", "Some characters of this address are wrong.", null)]
    public void Shows_which_character_looks_wrong(string text, string message, int? position) =>
        AssertRefused(text, AddressRefusalCode.Checksum, $"{message} {Compare}", position);

    [Theory]
    [InlineData("Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4")]
    public void Refuses_capitals_among_small_letters(string text) => AssertRefused(
        text,
        AddressRefusalCode.MixedCase,
        "This address mixes capital and small letters. Copy it again, or type all of it in small letters.");

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t", 41)]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t44", 43)]
    [InlineData("bc1", 3)]
    [InlineData("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", 74)]
    public void Refuses_a_segwit_address_with_a_part_missing_or_too_many(string text, int length) => AssertRefused(
        text,
        AddressRefusalCode.WrongLength,
        $"This address has {length} characters, but one like it has 42 or 62. Copy the whole address from your wallet.");

    [Theory]
    [InlineData("1FsSia9rv4NeEwvJ2GvXrX7L", "This address is too short (24 characters). Copy the whole address from your wallet.")]
    [InlineData("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo1FsS", "This address is too long (38 characters). Copy the whole address from your wallet.")]
    public void Refuses_a_legacy_address_with_a_part_missing_or_too_many(string text, string message) =>
        AssertRefused(text, AddressRefusalCode.WrongLength, message);

    [Theory]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh")]
    public void Refuses_Bech32_for_Bech32m_and_the_other_way_round(string text) => AssertRefused(
        text,
        AddressRefusalCode.ChecksumVariant,
        $"This address was made by outdated software, and coins sent to it could be lost. Update your wallet. {Ask}");

    [Theory]
    [InlineData("BC1SW50QGDZ25J")]
    [InlineData("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs")]
    [InlineData("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R")]
    public void Refuses_witness_versions_without_rules(string text) => AssertRefused(
        text,
        AddressRefusalCode.UnknownWitnessVersion,
        $"This kind of address has no rules on the network yet: anyone could take the coins. {Ask}");

    [Theory]
    [InlineData("bc1pfeessrawgf", BitcoinNetwork.Mainnet)]
    [InlineData("tb1pfees9rn5nz", BitcoinNetwork.Testnet4)]
    [InlineData("tb1pfees9rn5nz", BitcoinNetwork.Signet)]
    [InlineData("bcrt1pfeesnyr2tx", BitcoinNetwork.Regtest)]
    [InlineData("BCRT1PFEESNYR2TX", BitcoinNetwork.Sandbox)]
    public void Refuses_pay_to_anchor_where_anyone_can_take_the_coins(string text, BitcoinNetwork network)
    {
        var refusal = Refusals.Of(text, network);
        Assert.Equal(AddressRefusalCode.PayToAnchor, refusal.Code);
        Assert.StartsWith("This is a pay-to-anchor address: anyone can take coins sent to it.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs")]
    [InlineData("LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS")]
    [InlineData("lightning:lntb1")]
    [InlineData("bitcoin:lno1qgsyxjtl6luzd9t3pr62xr7eemp6awnejusgf6gw45q75vcfqqqqqqq")]
    [InlineData("satoshi@example.com")]
    public void Refuses_Lightning(string text) => AssertRefused(
        text,
        AddressRefusalCode.Lightning,
        $"This is a Lightning invoice or address; this faucet pays on the blockchain. {Ask}");

    [Theory]
    [InlineData("sp1qq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcqugecjjnjqf7ggq39vl6wexjlm00n66z94v675n7wcux6d2krr68gcwu9kg")]
    [InlineData("tsp1qqthpye3hdcnydp9temp7yduy6uw5h2nw8u9fz677ccrna280qwj3uq60zeqs3zfpj3age62h4ljq2lyawwdecmk8a545yysk4x3tu3skjqm2thum")]
    public void Refuses_silent_payments(string text) => AssertRefused(
        text,
        AddressRefusalCode.SilentPayment,
        $"This is a silent payment address, which this faucet can't pay to. {Ask}");

    [Theory]
    [InlineData("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9")]
    [InlineData("ltcmweb1qqtwvgjckl0")]
    [InlineData("0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe")]
    [InlineData("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L")]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")]
    public void Refuses_other_coins(string text) =>
        AssertRefused(text, AddressRefusalCode.OtherCoin, $"This is an address of another coin; this faucet pays bitcoin. {Ask}");

    [Theory]
    [InlineData("xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8")]
    [InlineData("zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs")]
    [InlineData("tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp")]
    public void Refuses_the_public_key_of_an_account(string text) => AssertRefused(
        text,
        AddressRefusalCode.ExtendedPublicKey,
        $"This is the public key of a whole account: it shows all its payments, so keep it to yourself. {Ask}");

    [Theory]
    [InlineData("0279BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798")]
    [InlineData("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")]
    public void Refuses_a_public_key(string text) =>
        AssertRefused(text, AddressRefusalCode.PublicKey, $"This is a public key, not an address. {Ask}");

    private static void AssertRefused(string text, AddressRefusalCode code, string message, int? position = null) =>
        Assert.Equal(new AddressRefusal(code, message, position, IsSecret: false), Refusals.Of(text));
}
