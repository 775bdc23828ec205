using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Faucet.Web.Site;

/// <summary>Small pieces of markup that pages share with the scripts.</summary>
internal static class PageMarkup
{
    /// <summary>A moment in UTC; clock.js rewrites it in the visitor's own time zone and habits.</summary>
    public static IHtmlContent Moment(this IHtmlHelper html, DateTimeOffset at) => Time("data-local", at, at.InUtc());

    /// <summary>A moment to wait for; clock.js turns "at 14:02 UTC" into "in 41:07".</summary>
    public static IHtmlContent Countdown(this IHtmlHelper html, DateTimeOffset at) => Time("data-countdown", at, "at " + at.InUtc());

    /// <summary>The address of a static file with its fingerprint, for attributes that no tag helper rewrites.</summary>
    public static string Asset(this IHtmlHelper html, string path)
    {
        var assets = html.ViewContext.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>();
        return "/" + (assets?[path] ?? path);
    }

    private static HtmlString Time(string role, DateTimeOffset at, string text) =>
        new($"<time datetime=\"{at.ForMachines()}\" {role}>{HtmlEncoder.Default.Encode(text)}</time>");
}
