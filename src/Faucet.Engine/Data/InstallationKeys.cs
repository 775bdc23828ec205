namespace Faucet.Engine.Data;

/// <summary>The installation's secrets, once the database is ready.</summary>
public sealed class InstallationKeys
{
    private static readonly string[] Names = ["captcha-signature", "captcha-key", "claim-draw", "wallet-cookie"];

    private volatile Dictionary<string, string>? values;

    public string CaptchaSignature => this["captcha-signature"];

    public string CaptchaKey => this["captcha-key"];

    public string ClaimDraw => this["claim-draw"];

    public string WalletCookie => this["wallet-cookie"];

    private string this[string name] => values?[name] ?? throw new InvalidOperationException("The database is not ready yet.");

    public async Task LoadAsync(DatabaseMigrator migrator, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, string>();
        foreach (var name in Names)
        {
            loaded[name] = await migrator.SecretAsync(name, cancellationToken);
        }

        values = loaded;
    }
}
