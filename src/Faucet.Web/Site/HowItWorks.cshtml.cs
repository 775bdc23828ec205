using Faucet.Engine.Claims;
using Faucet.Web.Clients;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Faucet.Web.Site;

/// <summary>The promise in plain words, with the numbers that hold now.</summary>
internal sealed class HowItWorksModel(ClaimService claims) : PageModel
{
    public ClaimOffer Offer { get; private set; } = null!; // The only handler sets it.

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Offer = await claims.OfferAsync(wallet: null, HttpContext.ClientIp(), visitor: null, cancellationToken);
}
