namespace Faucet.Core.Clients;

/// <summary>What is known about the network that an address belongs to.</summary>
/// <param name="Kinds">Of all lists that name the address or its autonomous system.</param>
/// <param name="Asn">The autonomous system's number, or null if there is no database of them, or it does not know the address.</param>
public readonly record struct NetworkStanding(NetworkKinds Kinds, uint? Asn);
