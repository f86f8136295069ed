using Misread.Data;
using Misread.Evaluation;
using Misread.Formats;

namespace Misread.Experiments;

/// <summary>A trial of corrections as a folder: <c>arms.csv</c> (every network) and <c>corrections.csv</c> (the record that was tried).</summary>
public static class CorrectionFolder
{
    /// <summary>Writes into an existing folder.</summary>
    /// <param name="folder">The folder, as <see cref="IO.AtomicFile.WriteFolder"/> gives it.</param>
    /// <param name="result">The trial.</param>
    /// <param name="corrections">Every correction, the oldest first.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, CorrectionResult result, IReadOnlyList<Correction> corrections)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(result);
        CorrectionLog.Append(Path.Combine(folder, CorrectionLog.FileName), corrections);
        string[] columns =
        [
            "arm", "seed", "test_images", "errors_original", "errors_corrected", "untouched_images", "errors_untouched",
            "gained_by_corrected", "lost_by_corrected", "p_value",
        ];
        CorrectionNetwork[] judged = [.. result.Of(CorrectionArm.Corrected)];
        CsvTable.Write(Path.Combine(folder, "arms.csv"), columns, result.Networks, (csv, network) =>
        {
            (int original, int corrected, int untouched) = result.Errors(network);
            csv.WriteField(network.Arm.ToName());
            csv.WriteField(network.Seed);
            csv.WriteField(result.Controls[0].Original.Images);
            csv.WriteField(original);
            csv.WriteField(corrected);
            csv.WriteField(result.Controls[0].Untouched.Images);
            csv.WriteField(untouched);
            (int Gained, int Lost)? fourfold = network.Arm == CorrectionArm.Corrected ? null : result.UntouchedChanges(network, judged.First(n => n.Seed == network.Seed));
            csv.WriteField(fourfold?.Gained);
            csv.WriteField(fourfold?.Lost);
            csv.WriteField(fourfold is var (gained, lost) ? McNemar.PValue(lost, gained) : null);
        });
    }
}
