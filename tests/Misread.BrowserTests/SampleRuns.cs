using Misread.Data;
using Misread.Report;
using Misread.Runs;
using Misread.Training;

namespace Misread.BrowserTests;

/// <summary>Runs made up from a seed, with as many classes and images as a test wants, and their pages as files.</summary>
public sealed class SampleRuns : IDisposable
{
    /// <summary>Names that would run a script, load a picture, leave the folder, or break a line.</summary>
    public static readonly string[] HostileNames =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "../../etc/passwd", "' onmouseover='alert(3)",
        "</style><script>alert(4)</script>", "a name that is far too long for any cell of any table on any page", "@Model {{7*7}} &amp;", "数字",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("misread-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Class names A, B, C ….</summary>
    public static string[] Letters(int count) => [.. Enumerable.Range(0, count).Select(k => $"{(char)('A' + k)}")];

    /// <summary>Writes a page and returns its path.</summary>
    public string Page(string[] classNames, int images = 400, double errorRate = 0.1, bool labelled = true, string name = "sample")
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        Run run = Make(classNames, images, errorRate, labelled, name);
        ReportPage.Write(path, run, Info(run));
        return path;
    }

    /// <summary>Four of five images are of the split <c>train</c> and were trained on; each shows bars that count its label.</summary>
    public static Run Make(string[] classNames, int images, double errorRate, bool labelled = true, string name = "sample", int side = 28)
    {
        var random = new Random(7);
        int classes = classNames.Length;
        Dataset data = Dataset.Concat(Part("train", images * 4 / 5), Part("test", images - (images * 4 / 5)));
        float[] probabilities = new float[data.Count * classes];
        for (int i = 0; i < data.Count; i++)
        {
            int label = Math.Max(0, data.Label(i));
            int read = random.NextDouble() < errorRate ? (label + 1 + random.Next(Math.Min(3, classes - 1))) % classes : label;
            float confidence = 0.55f + (0.45f * random.NextSingle());
            probabilities.AsSpan(i * classes, classes).Fill((1 - confidence) / (classes - 1));
            probabilities[(i * classes) + read] = confidence;
        }

        var predictions = new Predictions(
            [.. Enumerable.Range(0, data.Count).Select(data.Id)],
            data.Labels(),
            probabilities,
            [.. Enumerable.Range(0, data.Count).Select(i => data.Split(i) == "train" ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut)],
            classNames);
        EpochRecord[] history = [.. Enumerable.Range(1, 12).Select(e => new EpochRecord(e, 1e-3, 2.0 / e, 1 - (0.5 / e), 2.2 / e, 1 - (0.6 / e), 0.5))];
        return new Run(data, predictions, history);

        Dataset Part(string split, int count)
        {
            byte[] pixels = new byte[count * side * side];
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => labelled ? random.Next(classes) : -1)];
            for (int at = 0; at < pixels.Length; at++)
            {
                int bar = at % side / Math.Max(1, side / (classes + 1));
                pixels[at] = (byte)(bar <= labels[at / (side * side)] && at % 3 != 0 ? 255 - random.Next(60) : 0);
            }

            return Dataset.Create(name, split, side, side, pixels, labels, classNames);
        }
    }

    public static RunInfo Info(Run run) => new()
    {
        Program = "misread 0.0.0",
        Created = DateTimeOffset.UnixEpoch,
        Reproduce = $"misread run --dataset '{run.Data.Name}'",
        Dataset = new DatasetInfo(
            run.Data.Name, run.Data.Name, new string('0', 64), run.Data.Count, run.Data.Splits.ToDictionary(s => s, s => run.Data.OfSplit(s).Count),
            run.Data.Height, run.Data.Width, run.Data.ClassNames),
        Machine = new MachineInfo("any", "X64", 2, 2, "Vector256", ".NET"),
        Seconds = new SecondsInfo(0.1, 20, 3, 24),
        Fingerprint = new FingerprintInfo(run.Fingerprint.Count),
    };
}
