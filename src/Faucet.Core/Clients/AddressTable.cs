using System.Net;
using System.Numerics;

namespace Faucet.Core.Clients;

/// <summary>Which number each listed network has. Never changes; a lookup is one binary search, whatever is listed.</summary>
public sealed class AddressTable
{
    private readonly Ranges<uint> four;
    private readonly Ranges<UInt128> six;

    private AddressTable(Ranges<uint> four, Ranges<UInt128> six) => (this.four, this.six) = (four, six);

    /// <exception cref="ArgumentException">Two networks overlap and have different numbers.</exception>
    public static AddressTable Of(IEnumerable<(IPNetwork Network, uint Number)> networks)
    {
        var four = new List<(uint Start, uint End, uint Number)>();
        var six = new List<(UInt128 Start, UInt128 End, uint Number)>();
        foreach (var (network, number) in networks)
        {
            var first = AddressBits.Of(network.BaseAddress);
            var last = first.LastOf(network.PrefixLength);
            if (first.IsFour)
            {
                four.Add(((uint)(first.Bits >> 96), (uint)(last >> 96), number));
            }
            else
            {
                six.Add((first.Bits, last, number));
            }
        }

        return new AddressTable(Ranges<uint>.Of(four), Ranges<UInt128>.Of(six));
    }

    /// <returns>The number of the network that the address is in, or null.</returns>
    public uint? Find(IPAddress address)
    {
        var (bits, isFour) = AddressBits.Of(address);
        return isFour ? four.Find((uint)(bits >> 96)) : six.Find(bits);
    }

    /// <summary>Sorted ranges that don't touch each other unless their numbers differ.</summary>
    private sealed class Ranges<T>
        where T : struct, IBinaryInteger<T>
    {
        private readonly T[] starts;
        private readonly T[] ends;
        private readonly uint[] numbers;

        private Ranges(T[] starts, T[] ends, uint[] numbers) => (this.starts, this.ends, this.numbers) = (starts, ends, numbers);

        public static Ranges<T> Of(List<(T Start, T End, uint Number)> ranges)
        {
            ranges.Sort((left, right) => left.Start.CompareTo(right.Start));
            var (starts, ends, numbers) = (new List<T>(), new List<T>(), new List<uint>());
            foreach (var (start, end, number) in ranges)
            {
                if (starts.Count > 0 && Joins(ends[^1], numbers[^1], start, number))
                {
                    ends[^1] = T.Max(ends[^1], end);
                    continue;
                }

                starts.Add(start);
                ends.Add(end);
                numbers.Add(number);
            }

            return new Ranges<T>([.. starts], [.. ends], [.. numbers]);
        }

        public uint? Find(T address)
        {
            var found = Array.BinarySearch(starts, address);
            var index = found < 0 ? ~found - 1 : found;
            return index >= 0 && address <= ends[index] ? numbers[index] : null;
        }

        private static bool Joins(T end, uint number, T nextStart, uint nextNumber)
        {
            var overlaps = nextStart <= end;
            if (overlaps && nextNumber != number)
            {
                throw new ArgumentException("Two networks overlap and have different numbers.");
            }

            return overlaps || (nextNumber == number && nextStart - T.One == end);
        }
    }
}
