namespace Faucet.Core.Addresses;

/// <summary>An address, and where it starts in the trimmed text that it was pasted in.</summary>
internal readonly record struct AddressText(string Text, int Offset)
{
    /// <returns>What a visitor counts: from 1, in the trimmed text.</returns>
    public int PositionOf(int index) => Offset + index + 1;
}
