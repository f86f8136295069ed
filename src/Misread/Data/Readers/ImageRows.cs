using Misread.Imaging;

namespace Misread.Data;

/// <summary>The images of a data set with their places, before they are numbered.</summary>
internal sealed class ImageRows
{
    public required IReadOnlyList<ImageRow> Images { get; init; }

    /// <summary>The classes, in natural order of their names.</summary>
    public required string[] Classes { get; init; }

    /// <summary>Names of a manifest's other columns.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>Whether the images keep their order within a split, rather than to follow class by class.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Images that the manifest does not name, or names in vain.</summary>
    public IReadOnlyList<LeftOutFile> LeftOut { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Images whose folders are their classes.</summary>
    public static ImageRows OfFolders(ImageFiles files, List<(int File, ImageInfo Info)> images)
    {
        if (images.Count == 0)
            return new ImageRows { Images = [], Classes = [] };
        (ImagePlace[] places, string descended) = ImageLayout.Of([.. images.Select(i => files.Name(i.File))]);
        return new ImageRows
        {
            Images = [.. images.Select((image, n) => new ImageRow(image.File, image.Info, places[n]))],
            Classes = ClassesOf(places.Select(p => p.Class)),
            Notes = descended.Length == 0 ? [] : [$"The classes were found one level deeper, in {descended}/."],
        };
    }

    /// <summary>Distinct names in natural order.</summary>
    public static string[] ClassesOf(IEnumerable<string?> names) =>
        [.. names.OfType<string>().Distinct(StringComparer.Ordinal).Order(NaturalOrder.Instance)];
}
