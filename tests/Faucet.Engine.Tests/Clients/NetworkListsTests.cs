using System.Net;
using Faucet.Core.Clients;
using Faucet.Engine.Clients;
using Xunit;

namespace Faucet.Engine.Tests.Clients;

public sealed class NetworkListsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("faucet-networks-");
    private int writes;

    [Fact]
    public void Says_of_which_kinds_an_address_is()
    {
        Write("hosting", "192.0.2.0/24", "2001:db8::/32", "AS64500");
        Write("vpn", "192.0.2.128/25");
        Write("tor", "192.0.2.200");
        WriteBytes("asn", new MmdbWriter().Add("192.0.2.0/24", 64496).Add("203.0.113.0/24", 64500).Write());
        var lists = Load("asn", ("hosting", NetworkKinds.Hosting), ("vpn", NetworkKinds.Vpn), ("tor", NetworkKinds.Tor));

        Assert.Equal(new NetworkStanding(NetworkKinds.Hosting | NetworkKinds.Vpn | NetworkKinds.Tor, 64496), Look(lists, "192.0.2.200"));
        Assert.Equal(new NetworkStanding(NetworkKinds.Hosting | NetworkKinds.Vpn, 64496), Look(lists, "::ffff:192.0.2.201"));
        Assert.Equal(new NetworkStanding(NetworkKinds.Hosting, null), Look(lists, "2001:db8::9"));
        Assert.Equal(new NetworkStanding(NetworkKinds.Hosting, 64500), Look(lists, "203.0.113.7"));
        Assert.Equal(default, Look(lists, "198.51.100.1"));
    }

    [Fact]
    public void Without_files_nothing_is_known() => Assert.Equal(default, Look(NetworkLists.Load(NetworkOptions.None), "192.0.2.1"));

    [Fact]
    public void A_changed_file_counts_once_it_rests()
    {
        Write("tor", "192.0.2.1");
        var lists = Load(null, ("tor", NetworkKinds.Tor));
        Assert.Empty(lists.Poll());

        Write("tor", "192.0.2.2");
        Assert.Empty(lists.Poll()); // It may still be being written.
        Write("tor", "192.0.2.2", "192.0.2.3");
        Assert.Empty(lists.Poll());
        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.1").Kinds);

        Assert.Null(Assert.Single(lists.Poll()).Fault);
        Assert.Equal(NetworkKinds.None, Look(lists, "192.0.2.1").Kinds);
        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.2").Kinds);
        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.3").Kinds);
        Assert.Empty(lists.Poll());
    }

    [Fact]
    public void A_bad_line_keeps_the_last_good_version_and_is_told_once_with_file_line_and_mend()
    {
        Write("tor", "192.0.2.1");
        var lists = Load(null, ("tor", NetworkKinds.Tor));

        Write("tor", "192.0.2.2", "192.0.2.77/24");
        lists.Poll();

        Assert.Equal($"{PathOf("tor")}: line 2: '192.0.2.77/24' has bits beyond its length: write 192.0.2.0/24, or the address alone", Assert.Single(lists.Poll()).Fault);
        Assert.Empty(lists.Poll());
        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.1").Kinds);
        Assert.Equal(NetworkKinds.None, Look(lists, "192.0.2.2").Kinds);

        Write("tor", "192.0.2.2");
        lists.Poll();
        Assert.Null(Assert.Single(lists.Poll()).Fault);
        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.2").Kinds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vanished_or_emptied_file_keeps_the_last_good_version(bool isEmptied)
    {
        Write("tor", "192.0.2.1");
        WriteBytes("asn", new MmdbWriter().Add("192.0.2.0/24", 64496).Write());
        var lists = Load("asn", ("tor", NetworkKinds.Tor));
        foreach (var file in new[] { "tor", "asn" })
        {
            if (isEmptied)
            {
                WriteBytes(file, []);
            }
            else
            {
                File.Delete(PathOf(file));
            }
        }

        lists.Poll();

        Assert.All(lists.Poll(), change => Assert.NotNull(change.Fault));
        Assert.Equal(new NetworkStanding(NetworkKinds.Tor, 64496), Look(lists, "192.0.2.1"));
    }

    /// <summary>So do orchestrators replace mounted files: the file is a link through a link to a folder, and only that one is swapped.</summary>
    [Fact]
    public void A_swapped_link_is_a_changed_file()
    {
        foreach (var version in new[] { "1", "2" })
        {
            folder.CreateSubdirectory(version);
            Write($"{version}/tor", $"192.0.2.{version}");
        }

        Directory.CreateSymbolicLink(PathOf("current"), "1");
        File.CreateSymbolicLink(PathOf("tor"), "current/tor");
        var lists = Load(null, ("tor", NetworkKinds.Tor));

        Directory.Delete(PathOf("current"));
        Directory.CreateSymbolicLink(PathOf("current"), "2");
        lists.Poll();
        Assert.Null(Assert.Single(lists.Poll()).Fault);

        Assert.Equal(NetworkKinds.Tor, Look(lists, "192.0.2.2").Kinds);
    }

    [Fact]
    public void A_file_that_is_missing_at_the_start_stops_it() => Assert.Contains(
        PathOf("tor"), Assert.Throws<NetworkFileException>(() => Load(null, ("tor", NetworkKinds.Tor))).Message, StringComparison.Ordinal);

    [Fact]
    public void Autonomous_systems_without_their_database_stop_the_start()
    {
        Write("hosting", "AS64500");
        Assert.Contains(
            "Networks__AsnDatabase",
            Assert.Throws<NetworkFileException>(() => Load(null, ("hosting", NetworkKinds.Hosting))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_larger_than_its_bound_is_not_read_to_its_end() => Assert.Contains(
        "larger than", Assert.Throws<NetworkFileException>(() => NetworkLists.Load(
            new NetworkOptions([new NetworkListOptions("/dev/zero", NetworkKinds.Vpn)], null))).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);

    private static NetworkStanding Look(NetworkLists lists, string address) => lists.Look(IPAddress.Parse(address));

    private NetworkLists Load(string? asn, params (string File, NetworkKinds Kind)[] files) => NetworkLists.Load(new NetworkOptions(
        [.. files.Select(file => new NetworkListOptions(PathOf(file.File), file.Kind))], asn is null ? null : PathOf(asn)));

    private string PathOf(string file) => Path.Combine(folder.FullName, file);

    private void Write(string file, params string[] lines) => WriteBytes(file, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>Each write has a time of its own, however fast they follow each other.</summary>
    private void WriteBytes(string file, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(file), bytes);
        File.SetLastWriteTimeUtc(PathOf(file), new DateTime(2026, 11, 24, 12, 0, writes++, DateTimeKind.Utc));
    }
}
