#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

// How the weights of LabelQuality were chosen: errors of three kinds and four rates are planted into synthetic digits (none of
// whose labels is wrong otherwise), and every combination of weights is scored against the truth. MNIST is not opened.
//
//     dotnet run -c Release bench/audit/label-quality.cs -- [IMAGES] [SEEDS]
//
// Prints the ten best combinations by the mean over kinds and rates of ln (missed / missed by the best single score), where missed is
// 1 − average precision + 0.003, so that a nearly perfect column counts as much as a hard one;
// then slope and intercept for the weights that were fixed, by logistic regression in which every planting weighs the same.
using System.Globalization;
using Misread.Audit.Evidence;
using Misread.Audit.Planted;
using Misread.Audit.Verdicts;
using Misread.Data;
using Misread.Training;

const double Smoothing = 0.003;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int images = args.Length > 0 ? int.Parse(args[0]) : 10_000;
int seeds = args.Length > 1 ? int.Parse(args[1]) : 2;
Dataset data = SyntheticDigits.Create(new SyntheticOptions { Seed = 7, TrainCount = images, TestCount = 1, FlipRate = 0 }).Dataset.OfSplit("train");
var plantings = new List<Planting>();
var options = new PlantedOptions { CrossValidation = new CrossValidationOptions { Training = TrainingOptions.ForPreset("fast") }, Seeds = seeds };
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
(double slope, double intercept) = Logistic(plantings, QualityWeights.Fitted);
Console.WriteLine($"\nwith dynamics: slope {slope:F3}, intercept {intercept:F3}");
(slope, intercept) = Logistic([.. plantings.Select(p => p with { Evidence = new AuditEvidence(p.Evidence.Predictions, p.Evidence.BySeed, null, p.Evidence.Neighbours) })], QualityWeights.Fitted);
Console.WriteLine($"without: slope {slope:F3}, intercept {intercept:F3}");
return 0;

static double BestSingle(PlantedCell[] cells) => Enumerable.Range(0, cells[0].Scores.Count)
    .Where(r => cells[0].Scores[r].Ranking != SuspicionRankings.Combined)
    .Max(r => cells.Average(c => c.Scores[r].AveragePrecision));

// Newton's steps on the log loss; a planting's rows weigh 1 together.
static (double Slope, double Intercept) Logistic(List<Planting> plantings, QualityWeights weights)
{
    (double[] Leads, HashSet<int> Wrong)[] rows = [.. plantings.Select(p => (p.Leads(weights), p.Wrong))];
    double a = 1, b = 0;
    for (int step = 0; step < 50; step++)
    {
        double ga = 0, gb = 0, aa = 0, ab = 0, bb = 0;
        foreach ((double[] leads, HashSet<int> wrong) in rows)
        {
            for (int i = 0; i < leads.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(-((a * leads[i]) + b)));
                double error = (p - (wrong.Contains(i) ? 0 : 1)) / leads.Length;
                double weight = p * (1 - p) / leads.Length;
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

    return (a, b);
}

internal sealed record Planting(PlantedCell Cell, AuditEvidence Evidence, HashSet<int> Wrong)
{
    public double[] Leads(QualityWeights weights) =>
        [.. LabelQuality.Of(Evidence, weights with { Slope = 1, Intercept = 0, SlopeAlone = 1, InterceptAlone = 0 }).Values.Select(q => Math.Log(Math.Max(q, 1e-300) / Math.Max(1 - q, 1e-16)))];

    public double AveragePrecision(QualityWeights weights) =>
        new RankingQuality(new SuspicionRanking("", LabelQuality.Of(Evidence, weights).Values).Order(), Wrong).AveragePrecision;
}
