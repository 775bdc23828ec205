using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Payouts;

/// <summary>Visitors who claim one drip each, from a network and to an address of their own, and what the chain says that they got.</summary>
/// <param name="first">The number of the first: no two tests on one chain share any.</param>
internal sealed class Payees(int first = 0) : IDisposable
{
    private readonly List<Payee> payees = [];

    public int Count => payees.Count;

    /// <summary>Newcomers claim at once. Who gets no answer, because nothing answers, asks again later.</summary>
    public async Task ClaimAsync(int newcomers, params Uri[] faucets)
    {
        var before = payees.Count;
        payees.AddRange(Enumerable.Range(first + before, newcomers).Select(number => new Payee(number, faucets[number % faucets.Length])));
        await Task.WhenAll(payees[before..].Select(payee => payee.TryAsync()));
    }

    /// <summary>Until each was told of a drip: the same form as before, so that it is the same drip.</summary>
    public Task AskAgainAsync() => Eventually.HoldsAsync("everybody has a drip", async () =>
    {
        var told = true;
        foreach (var payee in payees)
        {
            told &= await payee.TryAsync();
        }

        return told;
    });

    /// <summary>Asks the chain, not the faucet and no wallet, what was paid to each; and that nothing more is on its way.</summary>
    public async Task AssertEachHasOnceAsync(RegtestNode node, int satoshis)
    {
        Assert.Equal(0, (await node.RpcAsync("getrawmempool")).GetArrayLength());
        var asked = new { action = "start", scanobjects = payees.Select(payee => $"addr({payee.Address})") };
        var found = (await node.RpcAsync("scantxoutset", asked)).GetProperty("unspents").EnumerateArray()
            .Select(coin => (Script: coin.GetProperty("scriptPubKey").GetString()!, Amount: Money.FromBitcoin(coin.GetProperty("amount").GetDecimal())))
            .ToLookup(coin => coin.Script, coin => coin.Amount.Satoshis);
        Assert.All(payees, payee => Assert.Equal([satoshis], found[payee.ScriptPubKey.Hex]));
    }

    public void Dispose() => payees.ForEach(payee => payee.Dispose());

    private sealed class Payee(int number, Uri faucet) : IDisposable
    {
        private readonly Visitor visitor = new(faucet, $"{50 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}.7");
        private string? captcha;
        private bool wasTold;

        public string Address { get; } = Visitor.Address(number);

        public ScriptPubKey ScriptPubKey => ((AddressReading.Accepted)AddressCodec.Decode(Address, BitcoinNetwork.Regtest)).Address.ScriptPubKey;

        public async Task<bool> TryAsync()
        {
            if (wasTold)
            {
                return true;
            }

            try
            {
                captcha ??= await visitor.SolveAsync();
                using var reply = await visitor.ClaimAsync(Address, captcha);
                Assert.True(reply.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.ServiceUnavailable, $"A claim was answered {(int)reply.StatusCode}.");
                return wasTold = reply.StatusCode == HttpStatusCode.SeeOther;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
            {
                return false;
            }
        }

        public void Dispose() => visitor.Dispose();
    }
}
