using Misread.Audit;
using Misread.IO;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class ReviewBudgetTests
{
    [Fact]
    public void Strata_are_the_misread_the_doubtful_and_the_rest()
    {
        double[] suspicion = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];
        bool[] misread = [.. Enumerable.Range(0, 1000).Select(i => i % 100 == 0)];
        var frame = ReviewFrame.Of(suspicion, misread);

        Assert.Equal((10, 200, 790), (frame.Rows(ReviewStratum.Misread).Count, frame.Rows(ReviewStratum.Doubtful).Count, frame.Rows(ReviewStratum.Rest).Count));
        Assert.Equal([900, 800], frame.Queue.Take(2));
        Assert.Equal([999, 998], frame.Rows(ReviewStratum.Doubtful).Take(2));
        Assert.Equal(2, ReviewFrame.Of([1, 2, 3, 4], [false, false, false, false]).Rows(ReviewStratum.Doubtful).Count);
        Assert.Throws<ArgumentException>(() => ReviewFrame.Of([], []));
        Assert.Throws<ArgumentException>(() => ReviewFrame.Of([double.NaN], [true]));
    }

    [Fact]
    public void Each_fifth_action_is_a_probe_and_sheets_hold_24()
    {
        (ReviewFrame frame, bool[] wrong) = Planted(1399, 0.05, 1);
        var budget = new ReviewBudget(frame);
        var kinds = new List<ReviewKind>();
        for (int action = 0; action < 50; action++)
        {
            ReviewAction next = budget.Next();
            Assert.Same(next, budget.Next());
            Assert.Equal(next.IsSheet ? 24 : 1, next.Images.Count);
            kinds.Add(next.Kind);
            Answer(budget, next, wrong);
        }

        Assert.All(kinds.Index(), k => Assert.Equal((k.Index + 1) % 5 == 0 ? ReviewKind.Probe : ReviewKind.Queue, k.Item));
        Assert.Equal(budget.Log.Count(e => e.Kind != ReviewKind.Control), budget.Log.Where(e => e.Kind != ReviewKind.Control).Select(e => e.Image).Distinct().Count());
    }

    [Fact]
    public void The_log_is_the_state()
    {
        using var folder = new TemporaryFolder();
        (ReviewFrame frame, bool[] wrong) = Planted(1399, 0.05, 2);
        ReviewBudget budget = Review(frame, wrong, 60);
        ReviewLogFile.Write(folder.File("log.csv"), budget.Log, i => $"i{i}");
        IReadOnlyList<ReviewEntry> log = ReviewLogFile.Read(folder.File("log.csv"), id => int.Parse(id[1..], null));
        var again = ReviewBudget.Replay(frame, log);

        Assert.Equal(budget.Log, log);
        Assert.Equal(budget.Status(), again.Status(), Same);
        Assert.Equal(budget.Next().Images, again.Next().Images);
        Assert.Equal(Review(frame, wrong, 60).Log, budget.Log);
        Assert.Throws<DataFormatException>(() => ReviewLogFile.Read(folder.File("log.csv"), _ => -1));
    }

    [Fact]
    public void What_was_chosen_is_no_probe()
    {
        (ReviewFrame frame, _) = Planted(500, 0.05, 3);
        var budget = new ReviewBudget(frame);
        int probe = Enumerable.Range(0, 500).First(i => Accepts(frame, i));
        Assert.Throws<ArgumentException>(() => budget.Record(new ReviewEntry((probe + 1) % 500, ReviewKind.Probe, false)));
        budget.Record(new ReviewEntry(probe, ReviewKind.Search, true));
        Assert.Throws<ArgumentException>(() => budget.Record(new ReviewEntry(probe, ReviewKind.Search, true)));
        Assert.Throws<ArgumentException>(() => budget.Record(new ReviewEntry((probe + 1) % 500, ReviewKind.Control, true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Record(new ReviewEntry(500, ReviewKind.Search, true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReviewBudget(frame, new ReviewOptions { Probes = 2 }));

        static bool Accepts(ReviewFrame frame, int image)
        {
            try
            {
                new ReviewBudget(frame).Record(new ReviewEntry(image, ReviewKind.Probe, false));
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// 70 of 1,399 labels are wrong; who looks after each twentieth action never sees a false interval, of errors or of accuracy,
    /// and after 200 actions the upper end of what is left is at most 8 in the median.
    /// </summary>
    [Fact]
    public void Reviews_of_planted_errors_are_right_at_every_look()
    {
        var upper = new List<int>();
        (int forecasts, int covered, int stopped) = (0, 0, 0);
        for (int review = 0; review < 40; review++)
        {
            (ReviewFrame frame, bool[] wrong) = Planted(1399, 0.05, 100 + review);
            var budget = new ReviewBudget(frame, new ReviewOptions { Seed = review });
            double accuracy = Enumerable.Range(0, 1399).Count(i => (frame.Stratum(i) == ReviewStratum.Misread) == wrong[i]) / 1399.0;
            for (int action = 1; action <= 200; action++)
            {
                Answer(budget, budget.Next(), wrong);
                if (action % 20 != 0)
                    continue;
                ReviewStatus status = budget.Status();
                int left = wrong.Count(w => w) - status.Found;
                Assert.InRange(left, status.Left.Low, status.Left.High);
                Assert.InRange(accuracy, status.Accuracy.Low, status.Accuracy.High);
                Assert.True(!status.MayStop || left <= status.Tolerance * 1399);
                int inNext = frame.Queue.Where(i => !budget.IsReviewed(i)).Take(50).Count(i => wrong[i]);
                forecasts++;
                covered += inNext >= status.Next.Low && inNext <= status.Next.High ? 1 : 0;
            }

            upper.Add(budget.Status().Left.High);
            stopped += budget.Status().MayStop ? 1 : 0;
        }

        upper.Sort();
        Assert.InRange(upper[upper.Count / 2], 0, 8);
        Assert.InRange(covered / (double)forecasts, 0.85, 1);
        Assert.InRange(stopped, 20, 40);
    }

    [Fact]
    public void Controls_that_are_overlooked_widen_what_may_be_left()
    {
        (ReviewFrame frame, bool[] wrong) = Planted(4000, 0.02, 7);
        var options = new ReviewOptions { Controls = 0.1 };
        (ReviewBudget sharp, ReviewBudget dull) = (new ReviewBudget(frame, options), new ReviewBudget(frame, options));
        for (int action = 0; action < 200; action++)
        {
            Answer(sharp, sharp.Next(), wrong);
            Answer(dull, dull.Next(), wrong, overlooksControls: true);
        }

        (ReviewAttention seen, ReviewAttention half) = (sharp.Status().Attention, dull.Status().Attention);
        Assert.True(seen.Shown >= 30 && !seen.IsAssumed);
        Assert.Equal(seen.Shown, seen.Noticed);
        Assert.InRange(seen.Least, 0.85, 0.99);
        Assert.InRange(half.Least, 0.2, 0.6);
        Assert.True(dull.Status().Left.High > sharp.Status().Left.High);
        Assert.True(new ReviewBudget(frame).Status().Attention.IsAssumed);
    }

    private static bool Same(ReviewStatus a, ReviewStatus b) =>
        (a.Left, a.Accuracy, a.Next, a.Attention, a.Found, a.Reviewed) == (b.Left, b.Accuracy, b.Next, b.Attention, b.Found, b.Reviewed);

    private static ReviewBudget Review(ReviewFrame frame, bool[] wrong, int actions)
    {
        var budget = new ReviewBudget(frame);
        for (int action = 0; action < actions; action++)
            Answer(budget, budget.Next(), wrong);
        return budget;
    }

    /// <summary>Answers as the truth has it: the right label of a wrong one that is misread is what was read.</summary>
    private static void Answer(ReviewBudget budget, ReviewAction action, bool[] wrong, bool overlooksControls = false)
    {
        if (action.IsSheet)
            budget.RecordSheet(action, [.. action.Images.Where(i => wrong[i]), .. action.Controls.Where(c => !overlooksControls || c % 2 == 0)]);
        else
            budget.Record(new ReviewEntry(action.Images[0], action.Kind, wrong[action.Images[0]], wrong[action.Images[0]]));
    }

    /// <summary>A network that reads 98 of 100 images right, wrong labels at random, and a suspicion that mostly knows them.</summary>
    private static (ReviewFrame Frame, bool[] Wrong) Planted(int count, double rate, int seed)
    {
        var random = new Prng(seed);
        bool[] wrong = new bool[count];
        bool[] misread = new bool[count];
        double[] suspicion = new double[count];
        for (int i = 0; i < count; i++)
        {
            wrong[i] = random.NextDouble() < rate;
            bool readRight = random.NextDouble() < 0.98;
            misread[i] = wrong[i] == readRight;
            suspicion[i] = random.NextNormal() + (wrong[i] ? 2 : 0) + (misread[i] ? 4 : 0);
        }

        return (ReviewFrame.Of(suspicion, misread), wrong);
    }
}
