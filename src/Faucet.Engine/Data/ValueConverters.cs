using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Core.Wallets;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Faucet.Engine.Data;

internal sealed class MoneyConverter() : ValueConverter<Money, long>(money => money.Satoshis, satoshis => Money.FromSatoshis(satoshis));

internal sealed class FeeRateConverter() : ValueConverter<FeeRate, long>(rate => rate.SatoshisPerKvB, satoshis => FeeRate.FromSatoshisPerKvB(satoshis));

internal sealed class WalletIdConverter() : ValueConverter<WalletId, long>(id => id.Value, value => new WalletId(value));

internal sealed class TxIdConverter() : ValueConverter<TxId, string>(id => id.ToString(), text => TxId.Parse(text));

internal sealed class ScriptPubKeyConverter() : ValueConverter<ScriptPubKey, string>(script => script.Hex, hex => ScriptPubKey.FromHex(hex));

/// <summary>Times are milliseconds since 1970 (UTC) in every database: they compare and index alike, and take eight bytes.</summary>
internal sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
    at => at.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
