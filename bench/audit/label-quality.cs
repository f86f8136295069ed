#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Training;

// How the weights of LabelQuality were chosen: errors of three kinds and four rates are planted into synthetic digits (none of
// whose labels is wrong otherwise), and every combination of weights is scored against the truth. MNIST is not opened.
//
//     dotnet run -c Release bench/audit/label-quality.cs -- [IMAGES] [SEEDS]
//
// Prints the ten best combinations by the mean over kinds and rates of ln (missed / missed by the best single score), where missed is
// 1 − average precision + 0.003, so that a nearly perfect column counts as much as a hard one;
// then slope and intercept for the weights that were fixed, by what is known beside the probabilities: by logistic regression in which
// every planting weighs the same, over all rows and over those that are read otherwise than labelled.

const double Smoothing = 0.003;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int images = args.Length > 0 ? int.Parse(args[0]) : 10_000;
int seeds = args.Length > 1 ? int.Parse(args[1]) : 2;
Dataset data = SyntheticDigits.Create(new SyntheticOptions { Seed = 7, TrainCount = images, TestCount = 1, FlipRate = 0 }).Dataset.OfSplit("train");
var plantings = new List<Planting>();
var options = new PlantedOptions { CrossValidation = new CrossValidationOptions { Training = TrainingOptions.ForPreset("fast") }, Seeds = seeds, SetAsideIssues = false };
foreach (PlantedCell cell in PlantedExperiment.Run(data, options, (c, evidence, wrong) => plantings.Add(new Planting(c, evidence, [.. wrong]))))
{
    plantings[^1] = plantings[^1] with { Cell = cell };
    Console.Error.WriteLine($"{cell.Kind.ToName()} {cell.Rate} seed {cell.Seed}: {cell.Seconds:F1} s");
}

Console.WriteLine(PlantedTable.Markdown(PlantedTable.Summarize(plantings.Select(p => p.Cell))));
var tried = new List<(double Missed, double Mean, QualityWeights Weights)>();
IGrouping<(PlantedKind, double), (Planting Planting, int At)>[] columns = [.. plantings.Select((p, i) => (p, i)).GroupBy(x => (x.p.Cell.Kind, x.p.Cell.Rate))];
double[] best = [.. columns.Select(g => BestSingle([.. g.Select(x => x.Planting.Cell)]))];
(double Margin, double Norm)[] trainings = [(0, 5), (0, 10), (2, 5), (2, 10), (3, 8), (5, 5), (5, 10), (5, 15), (10, 5), (10, 15)];
foreach ((double neighbours, double pair, (double margin, double norm)) in from n in (double[])[0.2, 0.5] from q in (double[])[1, 2, 3, 4] from t in trainings select (n, q, t))
{
    QualityWeights weights = QualityWeights.Fitted with { Neighbours = neighbours, Pair = pair, Margin = margin, ErrorNorm = norm };
    double[] found = new double[plantings.Count];
    Parallel.For(0, plantings.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => found[i] = plantings[i].AveragePrecision(weights));
    double missed = columns.Select((g, c) => Math.Log((1 - g.Average(x => found[x.At]) + Smoothing) / (1 - best[c] + Smoothing))).Average();
    tried.Add((missed, found.Average(), weights));
}

Console.WriteLine("| w₁ neighbours | w₂ pair | w₃ AUM | w₄ EL2N | mean ln (missed / best single's) | mean average precision |\n| --- | --- | --- | --- | --- | --- |");
foreach ((double missed, double mean, QualityWeights w) in tried.OrderBy(t => t.Missed).Take(10))
    Console.WriteLine($"| {w.Neighbours} | {w.Pair} | {w.Margin} | {w.ErrorNorm} | {missed:F3} | {mean:F4} |");
(string Known, Func<AuditEvidence, AuditEvidence> Of)[] parts =
[
    ("all", e => e),
    ("no training dynamics", e => new AuditEvidence(e.Predictions, e.BySeed, null, e.Neighbours)),
    ("probabilities alone", e => new AuditEvidence(e.Predictions, e.BySeed)),
];
Console.WriteLine("\n| known | rows | slope a | intercept b | lead of quality ½ | mean log loss | mean average precision |\n| --- | --- | --- | --- | --- | --- | --- |");
foreach ((string known, Func<AuditEvidence, AuditEvidence> of) in parts)
{
    List<Planting> kept = [.. plantings.Select(p => p with { Evidence = of(p.Evidence) })];
    foreach (bool misread in (bool[])[false, true])
    {
        (double slope, double intercept, double loss) = Fit(kept, QualityWeights.Fitted, misread);
        Console.WriteLine($"| {known} | {(misread ? "misread" : "all")} | {slope:F3} | {intercept:F3} | {-intercept / slope:F1} | {loss:F4} | {kept.Average(p => p.AveragePrecision(QualityWeights.Fitted)):F4} |");
    }
}

return 0;

static double BestSingle(PlantedCell[] cells) => Enumerable.Range(0, cells[0].Scores.Count)
    .Where(r => cells[0].Scores[r].Ranking != SuspicionRankings.Combined)
    .Max(r => cells.Average(c => c.Scores[r].AveragePrecision));

// Newton's steps on the log loss, from (0, 0), where they do not overshoot; a planting's rows weigh 1 together.
static (double Slope, double Intercept, double Loss) Fit(List<Planting> plantings, QualityWeights weights, bool misread)
{
    (double[] Leads, bool[] Wrong)[] rows = [.. plantings.Select(p =>
    {
        double[] leads = p.Leads(weights);
        int[] used = [.. Enumerable.Range(0, leads.Length).Where(i => !misread || p.Evidence.Predictions.IsMisread(i))];
        return (used.Select(i => leads[i]).ToArray(), used.Select(p.Wrong.Contains).ToArray());
    })];
    double a = 0, b = 0, loss = 0;
    for (int step = 0; step < 50; step++)
    {
        double ga = 0, gb = 0, aa = 0, ab = 0, bb = 0;
        loss = 0;
        foreach ((double[] leads, bool[] wrong) in rows)
        {
            for (int i = 0; i < leads.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(-((a * leads[i]) + b)));
                double error = (p - (wrong[i] ? 0 : 1)) / leads.Length;
                double weight = p * (1 - p) / leads.Length;
                loss -= Math.Log(Math.Max(wrong[i] ? 1 - p : p, 1e-300)) / leads.Length / rows.Length;
                ga += error * leads[i];
                gb += error;
                aa += weight * leads[i] * leads[i];
                ab += weight * leads[i];
                bb += weight;
            }
        }

        double determinant = (aa * bb) - (ab * ab);
        a -= ((bb * ga) - (ab * gb)) / determinant;
        b -= ((aa * gb) - (ab * ga)) / determinant;
    }

    return (a, b, loss);
}

internal sealed record Planting(PlantedCell Cell, AuditEvidence Evidence, HashSet<int> Wrong)
{
    public double[] Leads(QualityWeights weights) =>
        [.. LabelQuality.Of(Evidence, weights with { Whole = new(1, 0), Untrained = new(1, 0), Alone = new(1, 0) }).Values.Select(q => Math.Log(Math.Max(q, 1e-300) / Math.Max(1 - q, 1e-16)))];

    public double AveragePrecision(QualityWeights weights) =>
        new RankingQuality(new SuspicionRanking("", LabelQuality.Of(Evidence, weights).Values).Order(), Wrong).AveragePrecision;
}
