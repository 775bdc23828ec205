namespace Faucet.Core.Addresses;

/// <summary>What came of reading an address that a visitor typed or pasted.</summary>
public abstract record AddressReading
{
    private AddressReading()
    {
    }

    public sealed record Accepted(PayoutAddress Address) : AddressReading;

    public sealed record Refused(AddressRefusal Refusal) : AddressReading;
}
