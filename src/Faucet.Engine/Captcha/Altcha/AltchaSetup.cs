namespace Faucet.Engine.Captcha.Altcha;

/// <summary>
/// The secrets and options in force, and those before them, whose challenges are still being solved when something changes.
/// </summary>
public sealed class AltchaSetup
{
    /// <exception cref="ArgumentException">Options out of bounds: the message says which.</exception>
    public AltchaSetup(
        AltchaSecrets secrets, AltchaOptions options, AltchaSecrets? previousSecrets = null, AltchaOptions? previousOptions = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(options);

        if ((options.FindFault() ?? previousOptions?.FindFault()) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        Secrets = secrets;
        Options = options;
        AcceptedSecrets = previousSecrets is null ? [secrets] : [secrets, previousSecrets];
        AcceptedOptions = previousOptions is null ? [options] : [options, previousOptions];
    }

    public AltchaSecrets Secrets { get; }

    public AltchaOptions Options { get; }

    /// <summary>What leaves in place of the visitor's cookie id: in our challenges, and in what Turnstile's widget carries for us.</summary>
    public string VisitorHashOf(CaptchaBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Secrets.HashVisitor(binding.Visitor);
    }

    internal IReadOnlyList<AltchaSecrets> AcceptedSecrets { get; }

    internal IReadOnlyList<AltchaOptions> AcceptedOptions { get; }
}
