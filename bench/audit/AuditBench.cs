#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Diagnostics;
using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;

// Confident learning, filter both ranked by normalized margin, on a .npy: one run for each line on standard input, so that
// another program can alternate with it. Prints milliseconds, issues, and bytes: allocated by the run, and the process's peak.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] labels = LabelFile.Read(args[1]);
bool inMemory = args.Contains("--in-memory", StringComparer.Ordinal);
using ProbabilityMatrix mapped = ProbabilityFile.Open(args[0]);
ProbabilityMatrix matrix = mapped;
if (inMemory)
{
    double[] all = new double[mapped.Count * mapped.ClassCount];
    mapped.Rows(0, mapped.Count, all).CopyTo(all);
    matrix = ProbabilityMatrix.From(all, mapped.ClassCount);
}

while (Console.ReadLine() is not null)
{
    long before = GC.GetTotalAllocatedBytes(precise: true);
    var clock = Stopwatch.StartNew();
    var audit = LabelAudit.Of(matrix, labels);
    int[] issues = audit.Issues(LabelFilter.Both, LabelScore.NormalizedMargin);
    clock.Stop();
    long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
    Console.WriteLine($"{clock.Elapsed.TotalMilliseconds:F1} {issues.Length} {allocated} {Process.GetCurrentProcess().PeakWorkingSet64}");
}
