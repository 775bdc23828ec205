namespace Faucet.Core.Addresses;

/// <summary>Why a text is not an address that this faucet pays to.</summary>
/// <param name="Message">For the visitor: what is wrong and what to do. Never holds more of the text than single characters.</param>
/// <param name="Position">The wrong character (the first, if two), counted from 1 in the trimmed text; null if not known.</param>
/// <param name="IsSecret">The text can spend coins: it must not be stored, logged, or sent back in a page.</param>
public sealed record AddressRefusal(AddressRefusalCode Code, string Message, int? Position, bool IsSecret);
