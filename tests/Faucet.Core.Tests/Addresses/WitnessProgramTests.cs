using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class WitnessProgramTests
{
    [Theory]
    [InlineData(1, 4, true)]
    [InlineData(1, 64, true)]
    [InlineData(1, 3, false)]
    [InlineData(1, 66, false)]
    [InlineData(16, 32, true)]
    [InlineData(17, 32, false)]
    [InlineData(0, 32, true)]
    [InlineData(0, 52, true)]
    [InlineData(0, 31, false)]
    [InlineData(0, 64, false)]
    public void Takes_the_versions_and_lengths_of_BIP_141(byte version, int values, bool isTaken) =>
        Assert.Equal(isTaken, WitnessProgram.FromValues([version, .. new byte[values]]) is not null);

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 }, true)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 }, true)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 1 }, false)]
    public void Takes_a_padding_of_less_than_five_bits_that_are_zero(byte[] values, bool isTaken) =>
        Assert.Equal(isTaken, WitnessProgram.FromValues(values) is not null);

    [Fact]
    public void Takes_no_values_for_no_program() => Assert.Null(WitnessProgram.FromValues([]));
}
