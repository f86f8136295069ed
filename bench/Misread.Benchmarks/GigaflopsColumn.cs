using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Misread.Benchmarks;

/// <summary>A column of <see cref="KernelBenchmarks"/>' table: GFLOP/s of the median, or its share of the measured peak.</summary>
internal sealed class GigaflopsColumn(bool ofPeak) : IColumn
{
    public string Id => ColumnName;

    public string ColumnName => ofPeak ? "of peak" : "GFLOP/s";

    public string Legend => ofPeak ? "Share of what Peak reaches" : "Two operations for each product and sum, by the median time";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => ofPeak ? 1 : 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double speed = Gigaflops(summary, benchmarkCase);
        if (!ofPeak)
            return speed.ToString("F0", CultureInfo.InvariantCulture);
        BenchmarkCase? peak = summary.BenchmarksCases.FirstOrDefault(b => b.Descriptor.WorkloadMethod.Name == nameof(KernelBenchmarks.Peak));
        return peak is null ? "" : (speed / Gigaflops(summary, peak)).ToString("P0", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static double Gigaflops(Summary summary, BenchmarkCase benchmark) =>
        KernelBenchmarks.Operations[benchmark.Descriptor.WorkloadMethod.Name] / (summary[benchmark]?.ResultStatistics?.Median ?? double.NaN);
}
