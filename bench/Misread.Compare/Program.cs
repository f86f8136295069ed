using System.Globalization;
using System.Runtime.Intrinsics;
using Misread.Compare;
using Misread.Data;

// Whole jobs, Misread and PyTorch in turn on the same cores, so that whatever else the machine does meets both.
//
//   dotnet run -c Release --project bench/Misread.Compare -- [name=value …]
//
//   works    cnn-small,cnn-small-128,mlp,conv2,predict   which jobs (all)
//   rounds   5                                            runs of each side
//   threads  2                                            for both sides (all processors)
//   share    1                                            of the images, for a quick look
//   data     FOLDER                                       MNIST in IDX files ($MISREAD_DATA/mnist)
//   python   /usr/bin/python3                             with PyTorch; "none" leaves it out
//   out      FILE.md                                      writes the table there too
var settings = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[^1], StringComparer.Ordinal);
string Setting(string name, string otherwise) => settings.GetValueOrDefault(name, otherwise);

int rounds = int.Parse(Setting("rounds", "5"));
int threads = int.Parse(Setting("threads", Environment.ProcessorCount.ToString()));
double share = double.Parse(Setting("share", "1"));
string folder = Setting("data", Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"));
string[] works = Setting("works", string.Join(',', Work.All.Select(w => w.Name))).Split(',');

Dataset data = DatasetReader.Open(folder, "mnist");
string python = Setting("python", "/usr/bin/python3");
using Peer? peer = python == "none" ? null : Peer.Start(python, folder);
if (peer is null && python != "none")
    Console.Error.WriteLine($"{python} with PyTorch was not found; only Misread is timed.");

string vectors = Vector512.IsHardwareAccelerated ? "Vector512" : Vector256.IsHardwareAccelerated ? "Vector256" : "Vector128";
List<string> lines =
[
    $"{threads} threads, {vectors}, {rounds} alternated runs, medians (lowest … highest){(peer is null ? "" : ", " + peer.Version)}.",
    "",
    "| work | Misread | accuracy | PyTorch | accuracy | ratio |",
    "| --- | --- | --- | --- | --- | --- |",
];
foreach (string name in works)
{
    Work work = Work.All.Single(w => w.Name == name);
    int images = (int)(work.Images * share);
    work.Run(data, Math.Min(images, 1280), threads, seed: 0);
    var ours = new List<Outcome>();
    var theirs = new List<Outcome>();
    for (int round = 1; round <= rounds; round++)
    {
        ours.Add(work.Run(data, images, threads, round));
        if (peer is not null)
            theirs.Add(peer.Run(work, images, threads, round));
        Console.Error.WriteLine($"{name} {round}/{rounds}: Misread {ours[^1].Seconds:F3} s" + (peer is null ? "" : $", PyTorch {theirs[^1].Seconds:F3} s"));
    }

    string ratio = peer is null ? "" : $"{Median(theirs.Select(o => o.Seconds)) / Median(ours.Select(o => o.Seconds)):F1}×";
    lines.Add($"| {work.Title}{(share == 1 ? "" : $" (share {share})")} | {Seconds(ours)} | {Accuracy(ours)} | {Seconds(theirs)} | {Accuracy(theirs)} | {ratio} |");
}

string table = string.Join('\n', lines) + "\n";
Console.Write(table);
if (settings.TryGetValue("out", out string? path))
    File.WriteAllText(path, table);

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
}

static string Seconds(List<Outcome> outcomes) => outcomes.Count == 0
    ? ""
    : string.Create(CultureInfo.InvariantCulture, $"{Median(outcomes.Select(o => o.Seconds)):F2} s ({outcomes.Min(o => o.Seconds):F2} … {outcomes.Max(o => o.Seconds):F2})");

static string Accuracy(List<Outcome> outcomes) => outcomes.Count == 0 || outcomes[0].Accuracy is null
    ? ""
    : string.Create(CultureInfo.InvariantCulture, $"{100 * outcomes.Average(o => o.Accuracy!.Value):F2} %");
