using Misread.Data;
using Misread.Numerics;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>Puts together what each arm is trained on.</summary>
internal static class ArmImages
{
    // What the seed is used for, told apart from the trainer's own uses.
    private const long DrawStream = 0x4452_4157;
    private const long CopyStream = 0x434F_5059;

    /// <summary>The images of an arm: the training images, then the copies. All arms but the baseline have equally many.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="source">The run.</param>
    /// <param name="mined">The hard images.</param>
    /// <param name="options">How many copies, how far distorted, whether likely label errors are dropped.</param>
    /// <param name="seed">Decides the random images and the distortions.</param>
    public static Dataset Of(RetrainArm arm, RetrainSource source, HardImages mined, RetrainOptions options, int seed)
    {
        if (arm == RetrainArm.Baseline)
            return source.Data.Subset([.. source.TrainRows]);
        (int[] copied, int[] dropped) = arm == RetrainArm.HardAugmented ? Hard(mined) : Random(source, mined, seed);
        int[] kept = options.DropIssues ? [.. source.TrainRows.Except(dropped)] : [.. source.TrainRows];
        return arm == RetrainArm.RandomRepeated
            ? source.Data.Subset([.. kept, .. copied.SelectMany(row => Enumerable.Repeat(row, options.Copies))])
            : Dataset.Concat(source.Data.Subset(kept), Copies(source.Data, copied, options, seed));
    }

    /// <summary>Rows that an arm is trained on as they are.</summary>
    public static int[] Kept(RetrainSource source, HardImages mined, RetrainOptions options) =>
        options.DropIssues ? [.. source.TrainRows.Except(mined.Issues)] : [.. source.TrainRows];

    /// <summary>Distorted copies of images, those of one image side by side.</summary>
    public static Dataset Copies(Dataset data, IReadOnlyList<int> rows, RetrainOptions options, int seed)
    {
        int area = data.Height * data.Width * data.Channels;
        byte[] pixels = new byte[checked((long)rows.Count * options.Copies * area)];
        int[] labels = new int[rows.Count * options.Copies];
        string[] ids = new string[labels.Length];
        var distorter = new Distorter(
            options.Augmentation ?? RetrainOptions.DefaultAugmentation(data.Height, data.Width), data.Height, data.Width, data.Channels);
        for (int i = 0; i < labels.Length; i++)
        {
            (int row, int copy) = (rows[i / options.Copies], i % options.Copies);
            distorter.Apply(data.Image(row), new Prng(seed, CopyStream, row, copy), pixels.AsSpan(i * area, area));
            labels[i] = data.Label(row);
            ids[i] = $"{data.Id(row)}/copy-{copy + 1}";
        }

        return Dataset.Create(data.Name, SplitNames.Train, data.Height, data.Width, pixels, labels, data.ClassNames, ids, data.MaxValue, data.Channels);
    }

    private static (int[] Copied, int[] Dropped) Hard(HardImages mined) => ([.. mined.Images.Select(image => image.Row)], [.. mined.Issues]);

    /// <summary>
    /// As many random images as there are hard ones, drawn as those are from all but the likely label errors; and of the rest
    /// as many as there are likely label errors.
    /// </summary>
    private static (int[] Copied, int[] Dropped) Random(RetrainSource source, HardImages mined, int seed)
    {
        int[] rows = [.. new Prng(seed, DrawStream).Permutation(source.TrainRows.Count).Select(i => source.TrainRows[i])];
        int[] copied = [.. rows.Except(mined.Issues).Take(mined.Images.Count)];
        return (copied, [.. rows.Except(copied).Take(mined.Issues.Count)]);
    }
}
