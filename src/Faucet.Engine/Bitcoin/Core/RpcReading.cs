using System.Text.Json;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Reads the node's JSON exactly: amounts are decimals, never floating point.</summary>
internal static class RpcReading
{
    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    /// <summary>False where the node leaves the member out.</summary>
    public static bool FlagOrFalse(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>An amount in bitcoin.</summary>
    public static Money Amount(this JsonElement element, string name) => Money.FromBitcoin(element.GetProperty(name).GetDecimal());

    /// <summary>A rate in bitcoin per 1,000 vbytes.</summary>
    public static FeeRate Rate(this JsonElement element, string name) =>
        FeeRate.FromSatoshisPerKvB(element.Amount(name).Satoshis);

    public static OutPoint OutPoint(this JsonElement element) => new(TxId.Parse(element.Text("txid")), element.Number("vout"));

    /// <summary>An output as RPCs take it.</summary>
    public static object ToParameter(this OutPoint outPoint) => new { txid = outPoint.TxId.ToString(), vout = outPoint.Vout };
}
