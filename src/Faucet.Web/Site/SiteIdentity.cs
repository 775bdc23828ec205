using Faucet.Core.Addresses;

namespace Faucet.Web.Site;

/// <summary>What every page says about this faucet.</summary>
internal sealed record SiteIdentity(string Name, BitcoinNetwork Network);
