using Misread.Imaging;

namespace Misread.Charts;

/// <summary>
/// The colours of a plot. Series use the colour-blind-safe palette of M. Okabe and K. Ito ("Color universal design", 2008);
/// counts of errors use one hue whose lightness changes steadily.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class PlotTheme
{
    private PlotTheme()
    {
    }

    /// <summary>Dark on white, as for paper.</summary>
    public static PlotTheme Light { get; } = new()
    {
        Background = Rgb.Hex(0xFFFFFF),
        Text = Rgb.Hex(0x1A1D23),
        Muted = Rgb.Hex(0x5B626E),
        Grid = Rgb.Hex(0xE4E7EB),
        Axis = Rgb.Hex(0x8C94A0),
        Neutral = Rgb.Hex(0xE9ECF0),
        First = Rgb.Hex(0x0072B2),
        Second = Rgb.Hex(0xD55E00),
        Third = Rgb.Hex(0x009E73),
        ErrorScale = [Rgb.Hex(0xFDE6D8), Rgb.Hex(0xE5742C), Rgb.Hex(0x7A2A00)],
    };

    /// <summary>Light on near-black.</summary>
    public static PlotTheme Dark { get; } = new()
    {
        Background = Rgb.Hex(0x16181D),
        Text = Rgb.Hex(0xF0F1F3),
        Muted = Rgb.Hex(0xA9AEB8),
        Grid = Rgb.Hex(0x2B2F37),
        Axis = Rgb.Hex(0x7A828F),
        Neutral = Rgb.Hex(0x2A2F38),
        First = Rgb.Hex(0x56B4E9),
        Second = Rgb.Hex(0xE69F00),
        Third = Rgb.Hex(0x009E73),
        ErrorScale = [Rgb.Hex(0x44260F), Rgb.Hex(0xC8641B), Rgb.Hex(0xFFDDB8)],
    };

    internal Rgb Background { get; private init; }

    internal Rgb Text { get; private init; }

    /// <summary>Text of second rank: subtitles, ticks.</summary>
    internal Rgb Muted { get; private init; }

    internal Rgb Grid { get; private init; }

    internal Rgb Axis { get; private init; }

    /// <summary>An area that is as it should be, such as the diagonal of a confusion matrix.</summary>
    internal Rgb Neutral { get; private init; }

    /// <summary>Training, precision, right: blue.</summary>
    internal Rgb First { get; private init; }

    /// <summary>Validation, recall, misread: vermilion or orange.</summary>
    internal Rgb Second { get; private init; }

    /// <summary>A third series: bluish green.</summary>
    internal Rgb Third { get; private init; }

    private Rgb[] ErrorScale { get; init; } = [];

    /// <summary>The colour of errors, from few (0, close to the background) to most (1, far from it).</summary>
    internal Rgb Errors(double share)
    {
        double at = Math.Clamp(share, 0, 1) * (ErrorScale.Length - 1);
        int low = Math.Min((int)at, ErrorScale.Length - 2);
        return ErrorScale[low].Towards(ErrorScale[low + 1], at - low);
    }

    /// <summary>A colour of text that is well read on a ground (WCAG 2.1 asks for a contrast of 4.5): the theme's own if it serves.</summary>
    internal Rgb TextOn(Rgb ground)
    {
        // Black or white reaches 4.5 on every colour.
        Rgb[] choices = [Text, Background, Rgb.Hex(0x000000), Rgb.Hex(0xFFFFFF)];
        return choices.First(c => c.Contrast(ground) >= 4.5);
    }
}
