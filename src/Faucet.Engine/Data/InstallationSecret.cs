namespace Faucet.Engine.Data;

/// <summary>A random key of this installation, made at the first start and shared by all replicas.</summary>
public sealed class InstallationSecret
{
    public required string Name { get; init; }

    /// <summary>32 random bytes in hex.</summary>
    public required string Value { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
