using System.Globalization;
using System.Text;

namespace Faucet.Web.Tests.Fuzz;

/// <param name="IsComplete">False: bytes were changed or taken away, so that the server may rightly wait for more.</param>
internal sealed record MalformedRequest(byte[] Bytes, bool IsComplete);

/// <summary>Requests that nobody's browser sends, from dice with a seed: the same seed and number make the same request.</summary>
/// <param name="captcha">A genuine solution, already used, to be damaged and posted again.</param>
/// <param name="cookies">A visitor's genuine cookies, to be damaged.</param>
internal sealed class MalformedRequests(int seed, string captcha, string cookies)
{
    private static readonly string[] Methods =
        ["GET", "GET", "GET", "GET", "GET", "GET", "POST", "POST", "POST", "POST", "POST", "POST", "POST", "POST", "HEAD", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get", "PROPFIND", "G\u00cbT", new('M', 300)];

    private static readonly string[] Pieces =
    [
        "", "\0", "%00", "%", "%zz", "%ff%fe", "%c0%af", "..", "../../etc/passwd", "..%2f..%2fappsettings.json", "\\", "//", ";", "'", "\"", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}",
        "' OR 1=1 --", "\u00e9\u20ac", "\ud83d\ude00", "\u202e", "-1", "0", "9223372036854775808", "NaN", "1e400", "null", "undefined", "true", "[]", "{}", "\r\nX-Injected: 1", "\n", "\t", " ", "&", "=", "&&=&=", "?", "#",
        "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn", new('a', 5_000), new('%', 700),
    ];

    private static readonly string[] HeaderNames =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Encoding", "Cookie", "Expect", "Forwarded", "If-Match", "If-Modified-Since",
        "If-None-Match", "Origin", "Range", "Referer", "Sec-Fetch-Site", "Upgrade", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-HTTP-Method-Override",
        "X-Original-URL", "__proto__",
    ];

    private static readonly string[] BrokenNames = ["Content-Length", "Transfer-Encoding", "Content-Type", "Host", "X-\u00e9", "", " ", "Content-Length ", ":path"];

    private static readonly string[] HeaderValues =
    [
        "application/json", "application/problem+json, text/html;q=0", "text/html", "gzip, br, *;q=0", "identity;q=0", "chunked", "chunked, chunked", "gzip, chunked", "100-continue", "websocket", "h2c", "cross-site", "same-origin",
        "1.2.3.4", "1.2.3.4, 5.6.7.8, ::1", "999.1.1.1", "[::1", "fe80::1%eth0", "for=_hidden;proto=https", "https", "HTTPS, http", "javascript", "bytes=0-0", "bytes=-1", "bytes=5-2", "bytes=0-18446744073709551616",
        "bytes=0-1,2-3,4-5,6-7,8-9", "*", "\"x\"", "W/\"", "Thu, 01 Jan 1970 00:00:00 GMT", "not a date", "0", "-1", "1, 1", "99999999999999999999", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "faucet-visitor=", "faucet-visitor=0123456789abcdef0123456789abcdef", "faucet-wallet=CfDJ8", "faucet-wallet=1.x.1.opener.AAAA", "=;=;=", "a=b; a=c",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=b", "application/json", "text/plain", "application/xml", "application/octet-stream", "",
    ];

    public MalformedRequest Compose(int number)
    {
        var dice = new Random(HashCode.Combine(seed, number));
        var body = Body(dice, out var type);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Pick(dice, Methods)} {Target(dice)} {(dice.Next(40) == 0 ? "HTTP/1.0" : "HTTP/1.1")}\r\n");
        head.Append(dice.Next(50) == 0 ? "Host: " + Pick(dice, Pieces) : "Host: localhost").Append("\r\nConnection: close\r\n");
        if (type is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n");
        }

        if (dice.Next(3) > 0)
        {
            head.Append("Cookie: ").Append(dice.Next(2) == 0 ? cookies : Damage(dice, cookies)).Append("\r\n");
        }

        var isPlain = true;
        for (var more = Math.Max(0, dice.Next(7) - 3); more > 0; more--)
        {
            // What the server refuses at once never reaches the faucet: rare.
            var (name, value) = (Pick(dice, dice.Next(15) == 0 ? BrokenNames : HeaderNames), dice.Next(15) == 0 ? Pick(dice, Pieces) : Pick(dice, HeaderValues));
            head.Append(name).Append(": ").Append(value).Append("\r\n");

            // These may announce more than comes.
            isPlain &= name.Trim() is not ("Content-Length" or "Transfer-Encoding" or "Expect" or "Upgrade") && !value.Contains('\n', StringComparison.Ordinal);
        }

        byte[] request = [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];
        return dice.Next(5) == 0 ? new MalformedRequest(DamageBytes(dice, request), IsComplete: false) : new MalformedRequest(request, isPlain);
    }

    private static string Target(Random dice)
    {
        var path = dice.Next(10) switch
        {
            0 => "/" + Pick(dice, Pieces).Replace(' ', '+'),
            1 => Damage(dice, Pick(dice, Endpoints.All)),
            2 when dice.Next(2) == 0 => "/error/" + Pick(dice, ["0", "99", "200", "404", "500", "503", "599", "600", "-1", "2147483648", "abc", "404/500", ""]),
            < 8 => Pick(dice, [.. Endpoints.Pages, "/captcha/challenge"]),
            _ => Pick(dice, Endpoints.Files),
        };
        var query = dice.Next(3) == 0 ? "?" + Pick(dice, ["claim", "Address", "altcha", "handler", "page", "", "v", "returnUrl"]) + "=" + Pick(dice, Pieces) : "";
        return (path + query).Replace("\r\n", "", StringComparison.Ordinal).Replace('\n', '+').Replace(' ', '+');
    }

    private byte[] Body(Random dice, out string? type)
    {
        type = null;
        if (dice.Next(5) < 2)
        {
            return [];
        }

        type = Pick(dice, ContentTypes);
        var address = dice.Next(4) == 0 ? Visitor.Address(1) : Pick(dice, Pieces);
        var solution = dice.Next(3) switch { 0 => captcha, 1 => Damage(dice, captcha), _ => Pick(dice, Pieces) };
        return dice.Next(8) switch
        {
            0 => Encoding.UTF8.GetBytes($"address={Uri.EscapeDataString(address)}&address=x&altcha={Uri.EscapeDataString(solution)}"),
            1 => Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"address\"{Pick(dice, Pieces)}\r\n\r\n{address}\r\n--b{Pick(dice, ["", "--", "\r\n"])}\r\n"),
            2 => Encoding.UTF8.GetBytes($"{{\"address\":\"{address}\",\"altcha\":\"{solution}\"{Pick(dice, ["}", "", ",", "}}", new('[', 2000)])}"),
            3 => Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, dice.Next(200)).Select(i => $"field{i}={Pick(dice, Pieces)}"))),
            4 => Encoding.UTF8.GetBytes("address=" + new string('a', dice.Next(100_000))),
            5 => Bytes(dice, dice.Next(2_000)),
            _ => Encoding.UTF8.GetBytes($"address={(dice.Next(2) == 0 ? address : Uri.EscapeDataString(address))}&altcha={(dice.Next(2) == 0 ? solution : Uri.EscapeDataString(solution))}"),
        };
    }

    private static string Damage(Random dice, string text)
    {
        var at = dice.Next(text.Length + 1);
        return dice.Next(4) switch
        {
            0 => text[..at] + Pick(dice, Pieces) + text[at..],
            1 => text[..at],
            2 => text[..at] + text + text[at..],
            _ => text.Length == 0 ? "x" : text.Remove(Math.Min(at, text.Length - 1), 1).Insert(Math.Min(at, text.Length - 1), ((char)dice.Next(33, 127)).ToString()),
        };
    }

    private static byte[] DamageBytes(Random dice, byte[] request)
    {
        var bytes = request.ToList();
        for (var changes = dice.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = dice.Next(bytes.Count);
            switch (dice.Next(5))
            {
                case 0:
                    bytes[at] = (byte)dice.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, dice.Next(100))));
                    break;
                case 3:
                    bytes.InsertRange(at, Bytes(dice, dice.Next(20)));
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, dice.Next(200)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Bytes(Random dice, int count)
    {
        var bytes = new byte[count];
        dice.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(Random dice, IReadOnlyList<string> from) => from[dice.Next(from.Count)];
}
