namespace Faucet.Benchmarks.Faucets;

/// <summary>Browsers whose wallet pages are full: each has claimed often enough for a whole list, and keeps the cookie.</summary>
internal static class RememberedWallets
{
    private const int LinesOfAPage = 20;

    /// <returns>The requests for their wallet pages.</returns>
    public static async Task<IReadOnlyList<byte[]>> FillAsync(ServerProcess server, ClaimForms forms, int wallets, CancellationToken cancellationToken)
    {
        using var connection = new Connection(server.Port);
        var requests = new List<byte[]>();
        for (var i = 0; i < wallets; i++)
        {
            var first = forms.Next();
            for (var claim = 1; claim < LinesOfAPage; claim++)
            {
                await ClaimAsync(forms.For(first.Address, first.Client));
            }

            var cookie = (await ClaimAsync(first)).SetCookie("faucet-wallet") ?? throw new BenchmarkException("A claim sets no wallet cookie.");
            requests.Add(Connection.Get(server.Port, "/wallet", $"Cookie: {cookie}"));
        }

        return requests;

        async Task<Reply> ClaimAsync(ClaimForm form)
        {
            var reply = await connection.SendAsync(form.ToRequest(server.Port), cancellationToken);
            return reply.Status == 303 ? reply : throw new BenchmarkException($"A claim was answered:\n{reply}");
        }
    }
}
