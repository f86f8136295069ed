using System.Globalization;
using System.Runtime.Intrinsics;
using Misread.Compare;
using Misread.Data;
using Misread.IO;

// Whole jobs, Misread and others in turn on the same cores, so that whatever else the machine does meets all of them.
// PyTorch is timed with all threads and with one, because one is at times the faster; so is Misread, to show what threads bring.
//
//   dotnet run -c Release --project bench/Misread.Compare -- [name=value …]
//
//   works    cnn-small,cnn-small-128,mlp,conv2,accurate,predict  which jobs (all)
//   rounds   5                                                   runs of each side
//   threads  2                                                   for all sides (all processors)
//   share    1                                                   of the images, for a quick look
//   data     FOLDER                                              MNIST in IDX files ($MISREAD_DATA/mnist)
//   python   /usr/bin/python3                                    with PyTorch, scikit-learn, NumPy; "none" leaves them out
//   torch    tuned                                               its memory and threads set to be fast; or "plain", as installed
//   out      FILE.md                                             writes the table there too
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var settings = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[^1], StringComparer.Ordinal);
string Setting(string name, string otherwise) => settings.GetValueOrDefault(name, otherwise);

int rounds = int.Parse(Setting("rounds", "5"));
int threads = int.Parse(Setting("threads", Environment.ProcessorCount.ToString()));
double share = double.Parse(Setting("share", "1"));
string folder = Setting("data", Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"));
string[] works = Setting("works", string.Join(',', Work.All.Select(w => w.Name))).Split(',');

Dataset data = DatasetReader.Open(folder, "mnist");
string python = Setting("python", "/usr/bin/python3");

// Two pools of threads, PyTorch's own and OpenBLAS's, spin against each other on few cores: with one thread for OpenBLAS
// PyTorch trains cnn-small more than twice as fast. Large buffers that are kept instead of being given back to the system and
// cleared again make it predict twice as fast.
(string, string)[] tuned =
    Setting("torch", "tuned") == "plain" ? [] : [("OPENBLAS_NUM_THREADS", "1"), ("MALLOC_MMAP_THRESHOLD_", "4000000000"), ("MALLOC_TRIM_THRESHOLD_", "4000000000")];
using Peer? torch = python == "none" ? null : Peer.Start(python, folder, ["PyTorch"], tuned);
using Peer? others = python == "none" ? null : Peer.Start(python, folder, ["scikit-learn", "NumPy"], []);
Peer[] peers = [.. new[] { torch, others }.OfType<Peer>()];
if (peers.Length == 0 && python != "none")
    Console.Error.WriteLine($"{python} was not found; only Misread is timed.");

string vectors = Vector512.IsHardwareAccelerated ? "Vector512" : Vector256.IsHardwareAccelerated ? "Vector256" : "Vector128";
List<string> lines =
[
    $"{vectors}, {rounds} alternated runs, medians (lowest … highest). The ratio is to Misread with {threads} threads.{(peers.Length == 0 ? "" : $" {string.Join(", ", peers.Select(p => p.Versions))}.")}",
    "",
    "| work | by | seconds | accuracy | ratio |",
    "| --- | --- | --- | --- | --- |",
];
foreach (Work work in works.Select(name => Work.All.Single(w => w.Name == name)))
{
    int images = (int)(work.Images * share);
    work.Run(data, Math.Min(images, 1280), threads, seed: 0);
    List<Contestant> contestants = [.. Contestants().Where(c => c.Does(work))];
    for (int round = 1; round <= rounds; round++)
    {
        foreach (Contestant contestant in contestants)
        {
            contestant.Outcomes.Add(contestant.Run(work, images, round));
            Console.Error.WriteLine($"{work.Name} {round}/{rounds}: {contestant.Title} {contestant.Outcomes[^1].Seconds:F3} s");
        }
    }

    string title = work.Title + (share == 1 ? "" : $" (share {share})");
    foreach (Contestant contestant in contestants)
    {
        string ratio = contestant == contestants[0] ? "" : $"{contestant.Median / contestants[0].Median:F2}×";
        lines.Add($"| {title} | {contestant.Title} | {Seconds(contestant)} | {Accuracy(contestant.Outcomes)} | {ratio} |");
        title = "";
    }
}

string table = string.Join('\n', lines) + "\n";
Console.Write(table);
if (settings.TryGetValue("out", out string? path))
    File.WriteAllText(path, table);

IEnumerable<Contestant> Contestants()
{
    int[] threadCounts = threads == 1 ? [1] : [threads, 1];
    foreach (int count in threadCounts)
        yield return new Contestant($"Misread, {Threads(count)}", _ => true, (work, images, seed) => work.Run(data, images, count, seed));
    foreach ((Peer peer, string program) in peers.SelectMany(p => p.Programs.Select(name => (p, name))))
    {
        foreach (int count in threadCounts)
            yield return new Contestant($"{program}, {Threads(count)}", work => work.Peers.Contains(program), (work, images, seed) => peer.Run(program, work, images, count, seed));
    }
}

static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

static string Seconds(Contestant contestant) =>
    $"{contestant.Median:F2} ({contestant.Outcomes.Min(o => o.Seconds):F2} … {contestant.Outcomes.Max(o => o.Seconds):F2})";

static string Accuracy(List<Outcome> outcomes) => outcomes[0].Accuracy is null ? "" : $"{100 * outcomes.Average(o => o.Accuracy!.Value):F2} %";
