using System.Globalization;
using Misread.Data;
using Misread.Imaging;
using Misread.Runs;
using Spectre.Console;

namespace Misread.Cli.Views;

internal static partial class TerminalViews
{
    /// <summary>Larger images are shown as means of blocks.</summary>
    private const int MaxColumns = 32;

    private const int Gap = 2;
    private const string Shades = " ░▒▓█";

    /// <summary>
    /// Images side by side, as many as fit the width, each with its label, what was read and the confidence below. Two pixels
    /// share a character: the upper half block in two greys where the terminal has them, a shade in plain text.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="rows">Positions in its data set.</param>
    /// <param name="console">The terminal.</param>
    public static void Digits(Run run, IReadOnlyList<int> rows, IAnsiConsole console)
    {
        Dataset data = run.Data;
        bool photographs = data.IsColour || !data.IsPacked || data.IsResized;
        int block = (data.Width + MaxColumns - 1) / MaxColumns;
        int columns = photographs ? MaxColumns : (data.Width + block - 1) / block;
        int cell = Math.Max(columns, 14);
        int aside = Math.Max(1, (console.Profile.Width + Gap) / (cell + Gap));
        bool greys = console.Profile.Capabilities.ColorSystem is ColorSystem.EightBit or ColorSystem.TrueColor;
        foreach (int[] chunk in rows.Chunk(aside))
        {
            byte[][,] images = [.. chunk.Select(row => photographs ? Photograph(data, row) : Shrunk(data, row, block))];
            for (int y = 0; y < images[0].GetLength(0); y += 2)
            {
                var line = new Paragraph();
                foreach (byte[,] image in images)
                {
                    for (int x = 0; x < columns; x++)
                        Pixels(line, image[y, x], y + 1 < image.GetLength(0) ? image[y + 1, x] : (byte)0, greys);
                    line.Append(new string(' ', cell - columns + Gap), Style.Plain);
                }

                Line(console, line);
            }

            var captions = new Paragraph();
            foreach (int row in chunk)
                Caption(captions, run, row, cell);
            Line(console, captions);
            console.WriteLine();
        }
    }

    private static void Pixels(Paragraph line, byte upper, byte lower, bool greys)
    {
        if (greys)
            line.Append("▀", new Style(new Color(upper, upper, upper), new Color(lower, lower, lower)));
        else
            line.Append(Shades[(((upper + lower) * (Shades.Length - 1)) + 255) / 510].ToString(), Style.Plain);
    }

    private static void Caption(Paragraph line, Run run, int row, int cell)
    {
        Predictions predictions = run.Predictions;
        int label = predictions.Label(row);
        // 100 % would claim what no network means.
        double shown = Math.Min(Math.Round(100 * predictions.Confidence(row)), 99);
        string confidence = string.Create(CultureInfo.InvariantCulture, $" {shown:F0} %");
        int room = (cell - confidence.Length - " → ".Length) / 2;
        string given = label < 0 ? "?" : Shortened(predictions.ClassNames[label], room);
        string read = Shortened(predictions.ClassNames[predictions.Predicted(row)], room);
        line.Append(given, new Style(Right));
        line.Append(" → ", Style.Plain);
        line.Append(read, new Style(label == predictions.Predicted(row) ? Right : Wrong));
        line.Append(confidence + new string(' ', cell + Gap - Width(given) - Width(read) - " → ".Length - confidence.Length), Style.Plain);
    }

    /// <summary>The whole of a photograph as luma.</summary>
    private static byte[,] Photograph(Dataset data, int row)
    {
        Bitmap grey = BitmapGeometry.Fit(PixelFormat.ToGrey(data.Thumbnail(row, 2 * MaxColumns)), MaxColumns, MaxColumns, FitRule.Pad);
        byte[,] image = new byte[MaxColumns, MaxColumns];
        Buffer.BlockCopy(grey.Pixels, 0, image, 0, grey.Pixels.Length);
        return image;
    }

    /// <summary>The image with full ink as 255, each block of pixels as its mean.</summary>
    private static byte[,] Shrunk(Dataset data, int row, int block)
    {
        ReadOnlySpan<byte> pixels = data.Image(row);
        byte[,] image = new byte[(data.Height + block - 1) / block, (data.Width + block - 1) / block];
        for (int y = 0; y < image.GetLength(0); y++)
        {
            for (int x = 0; x < image.GetLength(1); x++)
            {
                int sum = 0;
                int count = 0;
                for (int v = y * block; v < Math.Min((y + 1) * block, data.Height); v++)
                {
                    foreach (byte pixel in pixels.Slice((v * data.Width) + (x * block), Math.Min(block, data.Width - (x * block))))
                        (sum, count) = (sum + pixel, count + 1);
                }

                image[y, x] = (byte)(255L * sum / (count * data.MaxValue));
            }
        }

        return image;
    }
}
