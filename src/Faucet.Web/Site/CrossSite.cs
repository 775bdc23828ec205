namespace Faucet.Web.Site;

/// <summary>Tells a form that another website made its visitor send (Fetch Metadata, w3.org/TR/fetch-metadata).</summary>
internal static class CrossSite
{
    public static bool IsCrossSite(this HttpRequest request) => request.Headers["Sec-Fetch-Site"] == "cross-site";
}
