using System.Globalization;
using Faucet.Fuzz.Targets;
using SharpFuzz;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Made when it is needed: instrumented code may not run before the fuzzer has set up where it counts.
Lazy<FuzzTarget>? target = args.ElementAtOrDefault(1) switch
{
    "address" => new(() => new AddressTarget()),
    "altcha" => new(() => new AltchaTarget()),
    _ => null,
};
switch (args)
{
    // Started by afl-fuzz: inputs arrive on its pipes until it stops.
    case ["run", _] when target is not null:
        Fuzzer.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            target.Value.Try(copy.ToArray());
        });
        return 0;
    case ["seeds", _, var folder] when target is not null:
        Directory.CreateDirectory(folder);
        foreach (var (seed, number) in target.Value.Seeds().Select((seed, number) => (seed, number)))
        {
            File.WriteAllBytes(Path.Combine(folder, $"seed-{number:000}"), seed);
        }

        return 0;
    // What a fuzzer found, once more: a crash here shows its stack trace.
    case ["replay", _, .. var files] when target is not null:
        foreach (var file in files)
        {
            target.Value.Try(File.ReadAllBytes(file));
        }

        Console.WriteLine($"{files.Length} inputs hold.");
        return 0;
    default:
        Console.Error.WriteLine("Use: run TARGET | seeds TARGET FOLDER | replay TARGET FILE...   Targets: address, altcha. See docs/fuzzing.md.");
        return 1;
}
