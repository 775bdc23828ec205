using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Faucet.Core.Addresses;

namespace Faucet.Web.Tests;

/// <summary>A visitor without a browser: cookies, a captcha solved by hand, and the form.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient http;

    public Visitor(Uri faucet, string? address = null)
    {
        Cookies = new CookieContainer();
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = faucet };
        if (address is not null)
        {
            // Loopback is a trusted proxy, so that each test visitor has an address of its own.
            http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        }
    }

    public CookieContainer Cookies { get; }

    public HttpClient Http => http;

    /// <summary>An address that nobody else uses.</summary>
    public static string Address(int number)
    {
        var program = new byte[20];
        BitConverter.TryWriteBytes(program, number + 1_000_000);
        return AddressCodec.Encode(ScriptPubKey.FromBytes([0x00, 0x14, .. program]), BitcoinNetwork.Regtest);
    }

    public async Task<string> SolveAsync()
    {
        var challenge = await http.GetFromJsonAsync<JsonElement>(new Uri("/captcha/challenge", UriKind.Relative));
        var parameters = challenge.GetProperty("parameters");
        var password = new byte[20];
        Convert.FromHexString(parameters.GetProperty("nonce").GetString()!).CopyTo(password, 0);
        var salt = Convert.FromHexString(parameters.GetProperty("salt").GetString()!);
        var prefix = parameters.GetProperty("keyPrefix").GetString()!;
        for (uint counter = 0; ; counter++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(password.AsSpan(16), counter);
            var key = Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
                password, salt, parameters.GetProperty("cost").GetInt32(), HashAlgorithmName.SHA256, parameters.GetProperty("keyLength").GetInt32()));
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
                    new { challenge, solution = new { counter, derivedKey = key, time = 1 } }));
            }
        }
    }

    /// <param name="faucet">Another process of the same faucet, if it is to get the form.</param>
    public Task<HttpResponseMessage> ClaimAsync(string address, string captcha, Uri? faucet = null) =>
        PostAsync(faucet ?? new Uri("/", UriKind.Relative), ("address", address), ("altcha", captcha));

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => PostAsync(new Uri(path, UriKind.Relative), fields);

    public Task<string> ReadAsync(string path) => http.GetStringAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(Uri url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await http.PostAsync(url, form);
    }
}
