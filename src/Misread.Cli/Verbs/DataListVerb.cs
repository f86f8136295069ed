using System.CommandLine;
using Misread.Data;

namespace Misread.Cli.Verbs;

/// <summary><c>misread data list</c>: which data sets are known by name, and where they are.</summary>
internal sealed class DataListVerb : Verb
{
    public DataListVerb()
        : base("list", "Lists the data sets that are known by name, and where they are on this machine.")
    {
        Define(Work);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread data list", "names, sources, and where they are"),
        new("misread data list --json", "one JSON object"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        var catalog = new DataCatalog();
        DataListItem[] items =
        [
            .. catalog.Entries.Select(e => new DataListItem(e.Name, e.Description, e.Source, e.Generate is not null, catalog.Find(e))),
        ];
        if (output.Json)
        {
            Output.Object(new DataListSummary(items), DataJson.Default.DataListSummary);
            return ExitCode.Done;
        }

        int name = items.Max(i => i.Name.Length);
        int what = items.Max(i => i.Description.Length);
        foreach (DataListItem item in items)
        {
            string where = item.BuiltIn ? "built in" : item.Location ?? "not here yet";
            output.Line($"{item.Name.PadRight(name)}   {item.Description.PadRight(what)}   {where}");
        }

        DataListItem? missing = Array.Find(items, i => !i.BuiltIn && i.Location is null);
        output.Next(missing is null ? $"misread run --dataset {items[0].Name}" : $"misread data get {missing.Name}");
        return ExitCode.Done;
    }
}

/// <summary>What <c>data list --json</c> prints.</summary>
internal sealed record DataListSummary(IReadOnlyList<DataListItem> Datasets);

/// <summary>One data set of it; no location when it is not on this machine.</summary>
internal sealed record DataListItem(string Name, string Description, string Source, bool BuiltIn, string? Location);
