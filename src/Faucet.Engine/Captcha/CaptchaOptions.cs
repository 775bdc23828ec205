using Faucet.Core.Addresses;
using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Hosted;
using Faucet.Engine.Captcha.Waiting;

namespace Faucet.Engine.Captcha;

/// <summary>Which checks there are, as the operator sets them before the start. <see cref="Altcha.AltchaOptions"/> say how ours is.</summary>
public sealed record CaptchaOptions
{
    public CaptchaPlan Plan { get; init; } = new(CaptchaProvider.Altcha);

    /// <summary>Of the provider in <see cref="Plan"/>; null when there is none.</summary>
    public HostedOptions? Hosted { get; init; }

    public WaitingOptions Waiting { get; init; } = new();

    /// <summary>The provider that some visitors, or all, are sent to.</summary>
    public CaptchaProvider? HostedProvider => Plan.Provider is CaptchaProvider.Altcha ? Plan.Second : Plan.Provider;

    /// <summary>The first thing wrong with these options, as the operator reads it, or null when they can be used.</summary>
    public string? FindFault(BitcoinNetwork network, bool isProduction)
    {
        if (Plan.Second is CaptchaProvider.Altcha)
        {
            return "Captcha__Second is none or a hosted check: our own is the first already.";
        }

        if (Plan is { Provider: not CaptchaProvider.Altcha, Second: not null })
        {
            return "Captcha__Second follows our own check only: set Captcha__Provider=altcha, or Captcha__Second=none.";
        }

        return Waiting.FindFault() ?? (HostedProvider is { } provider ? (Hosted ?? new HostedOptions("", "", null, "")).FindFault(provider, network, isProduction) : null);
    }
}
