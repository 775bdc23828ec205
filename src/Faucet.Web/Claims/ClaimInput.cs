using Faucet.Engine.Captcha;

namespace Faucet.Web.Claims;

/// <summary>The claim form as it is posted: field names <c>address</c>, <c>altcha</c>, <c>hosted</c> and <c>ticket</c>.</summary>
/// <param name="Altcha">The captcha widget's solution, in its own encoding.</param>
/// <param name="Hosted">The token of a hosted check.</param>
/// <param name="Ticket">A waiting ticket, in place of a check.</param>
internal sealed record ClaimInput(string? Address, string? Altcha, string? Hosted, string? Ticket)
{
    public CaptchaAnswers Answers => new(Altcha, Hosted, Ticket);

    /// <summary>A key that was pasted by mistake, and solutions, belong in no log.</summary>
    public override string ToString() => nameof(ClaimInput);

    /// <returns>Null when the form is too big or too damaged to be read.</returns>
    /// <remarks>The bounds only keep nonsense out; what an address or a solution is, is decided by the engine.</remarks>
    public static async Task<ClaimInput?> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return null;
        }

        foreach (var field in form)
        {
            if (field.Value.Count != 1 || field.Value[0]?.Length > MaximumLength(field.Key))
            {
                return null;
            }
        }

        return new ClaimInput(form["address"], form["altcha"], form["hosted"], form["ticket"]);
    }

    private static int MaximumLength(string field) => field.ToLowerInvariant() switch
    {
        "address" => 512,
        "ticket" => 256,
        _ => 4096,
    };
}
