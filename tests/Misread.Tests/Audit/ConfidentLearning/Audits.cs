using Misread.Audit;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>Audits that stop with the test.</summary>
internal static class Audits
{
    public static LabelAudit Of(ProbabilityMatrix probabilities, int[] labels, int threads = 0) =>
        LabelAudit.Of(probabilities, labels, threads, TestContext.Current.CancellationToken);
}
