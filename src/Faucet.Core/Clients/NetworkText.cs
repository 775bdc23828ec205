using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Core.Clients;

/// <summary>A text that should name a network, read.</summary>
public abstract record NetworkReading
{
    private NetworkReading() { }

    public sealed record Accepted(IPNetwork Network) : NetworkReading;

    /// <param name="Mend">What is wrong and what to write instead, after the quoted text: "is not …".</param>
    public sealed record Refused(string Mend) : NetworkReading;
}

/// <summary>Reads an address or a range in CIDR notation (RFC 4632, RFC 4291), strictly: a typing error must not name another network.</summary>
public static class NetworkText
{
    private const string NoNetwork = "is neither an IP address nor a range such as 192.0.2.0/24 or 2001:db8::/32";

    private static readonly SearchValues<char> SixCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <remarks>An IPv4 network mapped into IPv6 is that IPv4 network.</remarks>
    public static NetworkReading Read(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        var address = ReadAddress(slash < 0 ? text : text[..slash]);
        if (address is null)
        {
            return new NetworkReading.Refused(NoNetwork);
        }

        var most = address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128;
        var length = slash < 0 ? most : ReadNumber(text[(slash + 1)..], mostDigits: 3);
        return length is not { } bits || bits > most
            ? new NetworkReading.Refused($"has a length that is not a number from 1 to {most}")
            : NetworkOf(address, bits);
    }

    private static NetworkReading NetworkOf(IPAddress address, int length)
    {
        if (length == 0)
        {
            return new NetworkReading.Refused("is every address: leave it out, or name narrower ranges");
        }

        if (address.IsIPv4MappedToIPv6 && length >= 96)
        {
            (address, length) = (address.MapToIPv4(), length - 96);
        }

        var first = FirstOf(address, length);
        return first.Equals(address)
            ? new NetworkReading.Accepted(new IPNetwork(address, length))
            : new NetworkReading.Refused($"has bits beyond its length: write {first}/{length}, or the address alone");
    }

    private static IPAddress FirstOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)(0xff ^ (0x80 >> (bit % 8)));
        }

        return new IPAddress(bytes);
    }

    // The base library also reads 1, 0x7f.1 and 010.0.0.1 as IPv4 addresses, and zones and brackets in IPv6.
    private static IPAddress? ReadAddress(ReadOnlySpan<char> text)
    {
        if (text.Contains(':'))
        {
            return text.IndexOfAnyExcept(SixCharacters) < 0 && IPAddress.TryParse(text, out var six) ? six : null;
        }

        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            var dot = i == 3 ? text.Length : text.IndexOf('.');
            if (dot < 0 || ReadNumber(text[..dot], mostDigits: 3) is not { } number || number > 255)
            {
                return null;
            }

            bytes[i] = (byte)number;
            text = i == 3 ? [] : text[(dot + 1)..];
        }

        return new IPAddress(bytes);
    }

    private static int? ReadNumber(ReadOnlySpan<char> text, int mostDigits) =>
        text.Length > 0 && text.Length <= mostDigits && (text.Length == 1 || text[0] != '0')
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
