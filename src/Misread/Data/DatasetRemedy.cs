namespace Misread.Data;

/// <summary>Puts right what <see cref="ContentCheck"/> finds: the same rows, ids, splits and classes with other pixels or labels.</summary>
/// <remarks>Each makes a new data set; thread-safe.</remarks>
public static class DatasetRemedy
{
    /// <summary>Dark becomes light: each pixel p is MaxValue − p.</summary>
    public static Dataset Invert(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Changed(data, data.Height, data.Width, data.MaxValue, (image, changed) =>
        {
            for (int p = 0; p < image.Length; p++)
                changed[p] = (byte)(data.MaxValue - image[p]);
        });
    }

    /// <summary>Rows become columns: images H×W become W×H (EMNIST's files are stored so).</summary>
    public static Dataset Transpose(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int height = data.Height, width = data.Width;
        return Changed(data, width, height, data.MaxValue, (image, changed) =>
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    changed[(x * height) + y] = image[(y * width) + x];
            }
        });
    }

    /// <summary>Pixels go from 0 to another full ink: 1 for images of 0 and 1.</summary>
    /// <param name="data">The images.</param>
    /// <param name="maxValue">1 … 255, at least the greatest pixel.</param>
    /// <exception cref="ArgumentException">A pixel is greater.</exception>
    public static Dataset WithMaxValue(Dataset data, int maxValue)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxValue, 255);
        for (int i = 0; data.IsPacked && i < data.Count; i++)
        {
            if (data.Image(i).ContainsAnyExceptInRange((byte)0, (byte)maxValue))
                throw new ArgumentException($"{data.Id(i)} has a pixel above {maxValue}", nameof(maxValue));
        }

        return Changed(data, data.Height, data.Width, maxValue, (image, same) => image.CopyTo(same));
    }

    /// <summary>Labels move along the rows of each split; rows that get none are left out.</summary>
    /// <param name="data">The images.</param>
    /// <param name="rows">Row i gets the label of row i − <paramref name="rows"/>: 1 where labels fit the image before their own … −1 behind.</param>
    public static Dataset MoveLabels(Dataset data, int rows)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] labels = data.Labels();
        int[] kept = [.. Enumerable.Range(0, data.Count).Where(i => (uint)(i - rows) < (uint)data.Count && data.Split(i - rows) == data.Split(i))];
        int[] moved = new int[data.Count];
        Array.Fill(moved, -1);
        foreach (int i in kept)
            moved[i] = labels[i - rows];
        return data.WithLabels(moved).Subset(kept);
    }

    private delegate void Change(ReadOnlySpan<byte> image, Span<byte> changed);

    // Split by split, so that images keep their numbers in them.
    private static Dataset Changed(Dataset data, int height, int width, int maxValue, Change change)
    {
        if (!data.IsPacked || data.IsColour)
            throw new ArgumentException("expected grey images of one size in memory, found colour or files of any size", nameof(data));
        if (data.Count == 0)
            return data;
        var parts = new List<Dataset>();
        foreach (Dataset part in data.Splits.Select(data.OfSplit))
        {
            byte[] pixels = new byte[checked((long)part.Count * height * width)];
            var ids = new string[part.Count];
            bool own = false;
            for (int i = 0; i < part.Count; i++)
            {
                change(part.Image(i), pixels.AsSpan(i * height * width, height * width));
                ids[i] = part.Id(i);
                own |= ids[i] != $"{data.Name}/{part.Split(i)}/{i:D5}";
            }

            parts.Add(Dataset.Create(data.Name, part.Split(0), height, width, pixels, part.Labels(), data.ClassNames, own ? ids : null, maxValue));
        }

        return Dataset.Concat([.. parts]);
    }
}
