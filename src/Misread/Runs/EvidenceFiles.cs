using Misread.Audit.Evidence;
using Misread.Data;

namespace Misread.Runs;

/// <summary>The evidence that an out-of-fold run keeps of every image, as files of its folder.</summary>
public static class EvidenceFiles
{
    /// <summary>Reads what a run holds; parts that it does not hold are missing in the evidence too.</summary>
    /// <param name="folder">The run.</param>
    /// <exception cref="Formats.DataFormatException">The run holds no predictions, or a file is malformed or of other images.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditEvidence Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Predictions predictions = folder.ReadPredictions();
        return new AuditEvidence(predictions);
    }
}
