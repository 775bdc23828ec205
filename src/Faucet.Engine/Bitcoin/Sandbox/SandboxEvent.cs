using System.Text.Json.Serialization;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>One thing that happened to the sandbox, as its journal keeps it. Replaying all of them gives the same world.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(KeysReserved), "keys")]
[JsonDerivedType(typeof(PaidIn), "paid-in")]
[JsonDerivedType(typeof(Sent), "sent")]
[JsonDerivedType(typeof(Mined), "mined")]
[JsonDerivedType(typeof(Reorganised), "reorganised")]
[JsonDerivedType(typeof(FloorMoved), "floor")]
[JsonDerivedType(typeof(Restarted), "restarted")]
internal abstract record SandboxEvent
{
    /// <param name="Seed">Hex.</param>
    /// <param name="Treasury">In satoshis.</param>
    internal sealed record Began(string Seed, IReadOnlyList<long> Treasury) : SandboxEvent;

    /// <summary>Keys below this index may have been handed out; a restart goes on above them, so that no address is given twice.</summary>
    internal sealed record KeysReserved(int Count) : SandboxEvent;

    /// <summary>Somebody outside paid: the transaction comes from nowhere.</summary>
    internal sealed record PaidIn(string Hex) : SandboxEvent;

    internal sealed record Sent(string Hex) : SandboxEvent;

    /// <param name="Hexes">What the block holds; null: the whole mempool.</param>
    internal sealed record Mined(IReadOnlyList<string>? Hexes = null) : SandboxEvent;

    /// <summary>The mempool's floor rose or fell, in satoshis per 1,000 vB.</summary>
    internal sealed record FloorMoved(long SatoshisPerKvB) : SandboxEvent;

    internal sealed record Reorganised(int Depth) : SandboxEvent;

    /// <summary>The node came back without its mempool and its locks.</summary>
    internal sealed record Restarted : SandboxEvent;
}
