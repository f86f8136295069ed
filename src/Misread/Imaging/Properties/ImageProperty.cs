namespace Misread.Imaging;

/// <summary>What a property tells of.</summary>
public enum PropertyKind
{
    /// <summary>The picture: classes may well differ in it.</summary>
    Content,

    /// <summary>The file or its frame: nothing that a class should be told by.</summary>
    Container,

    /// <summary>Ink on paper: defined for glyphs.</summary>
    Glyph,
}

/// <summary>How values are spread before they are compared with a fence.</summary>
public enum PropertyScale
{
    /// <summary>As they are.</summary>
    Linear,

    /// <summary>log(v + 1).</summary>
    Log,

    /// <summary>Of a share: the logarithm of v / (1 − v), drawn away from 0 and 1.</summary>
    Logit,
}

/// <summary>A number that is known of every image, glyph or photograph.</summary>
/// <param name="Name">Its name, as in <c>images.csv</c>.</param>
/// <param name="LowWord">What an image with a low value is.</param>
/// <param name="HighWord">What an image with a high value is.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Scale">How it is spread.</param>
public sealed record ImageProperty(string Name, string LowWord, string HighWord, PropertyKind Kind = PropertyKind.Content, PropertyScale Scale = PropertyScale.Linear)
{
    /// <summary>Every property, in the order of <see cref="ImageProperties.Of"/>'s values.</summary>
    public static IReadOnlyList<ImageProperty> All { get; } =
    [
        new("brightness", "dark", "bright"),
        new("highlight", "without light parts", "with light parts"),
        new("shadow", "with dark parts", "without dark parts"),
        new("contrast", "low in contrast", "high in contrast", Scale: PropertyScale.Log),
        new("range", "flat", "of wide range", Scale: PropertyScale.Log),
        new("sharpness", "blurred", "sharp"),
        new("noise", "smooth", "noisy", Scale: PropertyScale.Log),
        new("entropy", "of few tones", "of many tones"),
        new("mode_share", "of even tones", "of one tone", Scale: PropertyScale.Logit),
        new("clipped_dark", "not clipped in the dark", "clipped in the dark", Scale: PropertyScale.Logit),
        new("clipped_light", "not clipped in the light", "clipped in the light", Scale: PropertyScale.Logit),
        new("saturation", "pale", "saturated"),
        new("colourfulness", "colourless", "colourful", Scale: PropertyScale.Log),
        new("warmth", "cold", "warm"),
        new("size", "small", "large", PropertyKind.Container),
        new("aspect", "square", "elongated", PropertyKind.Container, PropertyScale.Log),
        new("border", "without border", "with a flat border", PropertyKind.Container, PropertyScale.Logit),
        new("edge", "darker at the edge", "lighter at the edge"),
        new("bytes_per_pixel", "of little detail", "of much detail"),
        new("jpeg_quality", "strongly compressed", "weakly compressed", PropertyKind.Container),
        new("ink", "of little ink", "of much ink", PropertyKind.Glyph, PropertyScale.Logit),
        new("stroke", "thin", "thick", PropertyKind.Glyph, PropertyScale.Log),
        new("slant", "leaning to the right", "leaning to the left", PropertyKind.Glyph),
        new("off_centre", "centred", "off centre", PropertyKind.Glyph, PropertyScale.Log),
        new("holes", "without holes", "with holes", PropertyKind.Glyph, PropertyScale.Log),
    ];

    /// <summary>The place of a property in <see cref="All"/>.</summary>
    /// <exception cref="ArgumentException">There is no such property.</exception>
    public static int IndexOf(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (string.Equals(All[i].Name, name, StringComparison.Ordinal))
                return i;
        }

        throw new ArgumentException($"there is no property '{name}'; expected one of {string.Join(", ", All.Select(p => p.Name))}", nameof(name));
    }
}
