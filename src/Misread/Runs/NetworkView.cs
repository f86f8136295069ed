using Misread.Data;

namespace Misread.Runs;

/// <summary>What our own networks see of a data set: pixels of one size.</summary>
public static class NetworkView
{
    /// <summary>The side of the square that photographs are resized to, in pixels.</summary>
    public const int Side = 64;

    /// <summary>The data set itself where its images are pixels of one size; else each stretched to <see cref="Side"/> × <see cref="Side"/>.</summary>
    /// <param name="data">The images.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="Imaging.ImageException">A file has changed or is damaged.</exception>
    /// <exception cref="ArgumentException">The pixels would not fit into memory.</exception>
    public static Dataset Of(Dataset data, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.IsPacked ? data : data.Packed(Side, Side, cancel: cancel);
    }

    /// <summary>The images as a network of this input reads them; arrays of another size stay as they are.</summary>
    /// <param name="data">The images.</param>
    /// <param name="input">What the network reads.</param>
    /// <param name="cancel">Ends the work.</param>
    public static Dataset For(Dataset data, Nn.Shape input, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.HasFiles ? data.Packed(input.Height, input.Width, input.Channels, cancel: cancel) : data;
    }
}
