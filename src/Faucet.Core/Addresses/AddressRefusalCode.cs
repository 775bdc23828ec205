namespace Faucet.Core.Addresses;

/// <summary>The kinds of refused address texts, for programs and support. Names are stable.</summary>
public enum AddressRefusalCode
{
    Empty,
    TooLong,

    /// <summary>Nothing that we recognise.</summary>
    NotAnAddress,
    WrongNetwork,

    /// <summary>The checksum does not match: mistyped or changed. One or two wrong characters are located where the code allows.</summary>
    Checksum,

    /// <summary>A character that no address of this kind has.</summary>
    InvalidCharacter,

    /// <summary>Capital and small letters in one segwit address.</summary>
    MixedCase,

    /// <summary>Characters are missing or too many, or the witness program has no length that its version allows.</summary>
    WrongLength,

    /// <summary>Bech32 where Bech32m is due, or the other way round (BIP 350): made by outdated software.</summary>
    ChecksumVariant,

    /// <summary>A witness version without rules yet: anyone could take the coins.</summary>
    UnknownWitnessVersion,

    /// <summary>BIP 433: anyone can take the coins.</summary>
    PayToAnchor,
    Lightning,

    /// <summary>BIP 352.</summary>
    SilentPayment,
    OtherCoin,

    /// <summary>An account's public key (BIP 32, SLIP 132): not secret, but private.</summary>
    ExtendedPublicKey,
    PublicKey,

    /// <summary>Secret: WIF, BIP 32, BIP 38, mini key or hex.</summary>
    PrivateKey,

    /// <summary>Secret: the words of a wallet's backup.</summary>
    SeedPhrase,
}
