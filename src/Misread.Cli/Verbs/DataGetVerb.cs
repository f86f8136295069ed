using System.CommandLine;
using Misread.Cli.Jobs;
using Misread.Data;

namespace Misread.Cli.Verbs;

/// <summary><c>misread data get</c>: finds or downloads data sets.</summary>
internal sealed class DataGetVerb : Verb
{
    private static readonly Argument<string[]> Names = new("names")
    {
        HelpName = "NAME",
        Description = "Data sets that 'misread data list' shows.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Also compare what is already here with its published SHA-256 (a download always is).",
    };

    public DataGetVerb()
        : base("get", "Makes sure that data sets are on this machine: finds them, or downloads them from their mirrors.")
    {
        Define(Work, Names, Verify);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread data get mnist", "download MNIST (11 MB), unless it is here"),
        new("misread data get mnist digits --verify", "both, and check every byte of them"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        var catalog = new DataCatalog();
        CatalogEntry[] entries = [.. parsed.GetValue(Names)!.Distinct(StringComparer.Ordinal).Select(name => Known(catalog, name))];
        bool verify = parsed.GetValue(Verify);
        var items = new List<DataGetItem>();
        foreach (CatalogEntry entry in entries)
        {
            if (entry.Generate is not null)
            {
                items.Add(new DataGetItem(entry.Name, Location: null, Downloaded: false, Verified: true));
                output.Line($"{entry.Name}: built in, nothing to fetch");
                continue;
            }

            bool isHere = catalog.Find(entry) is not null;
            string folder = catalog.Get(entry, new DownloadDisplay(output), cancel);
            if (isHere && verify)
                DataCatalog.Verify(entry, folder);
            items.Add(new DataGetItem(entry.Name, folder, Downloaded: !isHere, Verified: !isHere || verify));
            string how = isHere ? verify ? "was here, SHA-256 verified" : "was here" : "downloaded, SHA-256 verified";
            output.Line($"{entry.Name}: {folder} ({how})");
        }

        if (output.Json)
            Output.Object(new DataGetSummary(items), DataJson.Default.DataGetSummary);
        output.Next($"misread run --dataset {entries[0].Name}");
        return ExitCode.Done;
    }

    private static CatalogEntry Known(DataCatalog catalog, string name) =>
        catalog.Entry(name) ?? throw new UsageException(
            $"unknown data set '{name}'{Spelling.Suggest(name, catalog.Entries.Select(e => e.Name))}; 'misread data list' shows them.");
}

/// <summary>What <c>data get --json</c> prints.</summary>
internal sealed record DataGetSummary(IReadOnlyList<DataGetItem> Datasets);

/// <summary>One data set of it; no location when it is built in.</summary>
internal sealed record DataGetItem(string Name, string? Location, bool Downloaded, bool Verified);
