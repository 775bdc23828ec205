using System.Globalization;
using System.Security.Cryptography;
using Faucet.Core.Amounts;
using Faucet.Core.Wallets;
using Faucet.Engine.Wallets;
using Microsoft.AspNetCore.DataProtection;

namespace Faucet.Web.Wallets;

/// <summary>What this browser remembers: its wallet and the last claim it made.</summary>
/// <param name="Credited">What that claim credited.</param>
/// <param name="IsOpener">The wallet was opened here. Everybody can claim for any address; only who opened its wallet moves its payouts.</param>
internal sealed record RememberedWallet(WalletId Id, string ClaimId, Money Credited, bool IsOpener);

/// <summary>The cookie that brings a visitor back to the same wallet. Signed, so that nobody can type another wallet's number.</summary>
/// <remarks>SameSite=Lax: a link to the wallet page from elsewhere should show the wallet.</remarks>
internal sealed class WalletCookie(WalletSeal seal, IDataProtectionProvider protection)
{
    private const int MaximumLength = 1024;
    private const char Separator = '.';
    private const string Opener = ".opener";

    // Of the cookies that releases before December 2026 sealed otherwise. The last of them is 400 days old in January 2028.
    private const string OlderBeginning = "CfDJ8";
    private const char OlderSeparator = '|';

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly IDataProtector older = protection.CreateProtector("wallet");

    /// <returns>Null when there is no cookie, or one that this faucet's keys did not seal.</returns>
    public RememberedWallet? Read(HttpRequest request) =>
        request.Cookies[NameFor(request)] is { Length: > 0 and <= MaximumLength } text && Unseal(text) is { } content ? Parse(content) : null;

    public void Write(HttpContext context, RememberedWallet wallet)
    {
        var content = string.Create(
            CultureInfo.InvariantCulture, $"{wallet.Id.Value}{Separator}{wallet.ClaimId}{Separator}{wallet.Credited.Satoshis}{(wallet.IsOpener ? Opener : "")}");
        context.Response.Cookies.Append(NameFor(context.Request), seal.Seal(content), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = Lifetime,
            IsEssential = true,
        });
    }

    private string? Unseal(string text) => text.StartsWith(OlderBeginning, StringComparison.Ordinal) ? UnsealOlder(text) : seal.Open(text);

    private string? UnsealOlder(string text)
    {
        try
        {
            return older.Unprotect(text).Replace(OlderSeparator, Separator);
        }
        catch (CryptographicException)
        {
            // Forged, damaged, or sealed with a key that was lost: the visitor starts without a wallet on this device.
            return null;
        }
    }

    private static RememberedWallet? Parse(string content)
    {
        var parts = content.Split(Separator);
        return parts is [var id, var claim, var credited, ..]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(credited, NumberStyles.None, CultureInfo.InvariantCulture, out var satoshis)
            ? new RememberedWallet(new WalletId(number), claim, Money.FromSatoshis(satoshis), content.EndsWith(Opener, StringComparison.Ordinal))
            : null;
    }

    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-faucet-wallet" : "faucet-wallet";
}
