namespace Misread.Onnx;

/// <summary>The order of an image's values in a model's input.</summary>
public enum OnnxLayout
{
    /// <summary>Batch, channels, rows, columns: PyTorch's.</summary>
    Nchw,

    /// <summary>Batch, rows, columns, channels: Keras's.</summary>
    Nhwc,

    /// <summary>Batch, rows, columns, without an axis for the one channel.</summary>
    Nhw,

    /// <summary>Batch and pixels, row by row, channels innermost: a table, as scikit-learn reads images.</summary>
    Flat,
}

/// <summary>The type of a model's input.</summary>
public enum OnnxElement
{
    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>16-bit floating point.</summary>
    Half,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>Bytes, 0 … 255.</summary>
    Byte,
}

/// <summary>What a model reads.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Element">Type of the values.</param>
/// <param name="Layout">Their order.</param>
/// <param name="Channels">1 or 3; 0 where any number will do.</param>
/// <param name="Height">Rows; 0 where any number will do.</param>
/// <param name="Width">Columns; 0 where any number will do.</param>
/// <param name="Batch">Images a call; 0 where any number will do.</param>
/// <param name="Values">Values an image of <see cref="OnnxLayout.Flat"/>; otherwise 0.</param>
public sealed record OnnxInput(string Name, OnnxElement Element, OnnxLayout Layout, int Channels, int Height, int Width, int Batch, int Values = 0)
{
    private const int TrialSide = 224;

    /// <summary>As one reads it: <c>float [N,3,224,224]</c>.</summary>
    public override string ToString()
    {
        string type = Element switch { OnnxElement.Byte => "byte", OnnxElement.Half => "float16", OnnxElement.Double => "double", _ => "float" };
        string n = Size(Batch, "N");
        string shape = Layout switch
        {
            OnnxLayout.Nchw => $"{n},{Size(Channels, "C")},{Size(Height, "H")},{Size(Width, "W")}",
            OnnxLayout.Nhwc => $"{n},{Size(Height, "H")},{Size(Width, "W")},{Size(Channels, "C")}",
            OnnxLayout.Nhw => $"{n},{Size(Height, "H")},{Size(Width, "W")}",
            _ => $"{n},{Size(Values, "F")}",
        };
        return $"{type} [{shape}]";
    }

    /// <summary>Sizes of an image for a trial, where the model leaves them open: 224×224 in colour.</summary>
    internal (int Height, int Width, int Channels) Sides() => Layout == OnnxLayout.Flat
        ? (1, Values == 0 ? 1 : Values, 1)
        : (Height == 0 ? TrialSide : Height, Width == 0 ? TrialSide : Width, Channels == 0 ? 3 : Channels);

    private static string Size(int size, string any) => size == 0 ? any : size.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
