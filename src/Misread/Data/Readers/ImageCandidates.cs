using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>Sorts files into images, images that cannot be read, other files and what is ignored, by their content.</summary>
internal sealed class ImageCandidates
{
    /// <summary>Bytes from the beginning of a file that hold the header of nearly every image.</summary>
    private const int HeaderBytes = 1 << 16;

    /// <summary>Files of at most so many bytes in all are decoded once when they are read, so that every damaged one is known at once.</summary>
    private const long VerifiedBytes = 1L << 28;

    private ImageCandidates(List<(int File, ImageInfo Info)> images, List<LeftOutFile> leftOut, Dictionary<string, int> others, int ignored)
    {
        Images = images;
        LeftOut = leftOut;
        Others = others;
        Ignored = ignored;
    }

    /// <summary>Images, in the order of the files.</summary>
    public List<(int File, ImageInfo Info)> Images { get; }

    public List<LeftOutFile> LeftOut { get; }

    public Dictionary<string, int> Others { get; }

    public int Ignored { get; }

    /// <summary>Whether every image was seen to be grey; unknown, and so <see langword="false"/>, where they were not decoded.</summary>
    public bool AllGrey { get; private init; }

    /// <summary>Looks at every file, in parallel.</summary>
    public static ImageCandidates Of(ImageFiles files)
    {
        var info = new ImageInfo?[files.Count];
        var fault = new LeftOutFile?[files.Count];
        var grey = new bool[files.Count];
        bool verify = TotalLength(files) <= VerifiedBytes;
        Parallel.For(0, files.Count, i =>
        {
            string name = files.Name(i);
            if (FileKinds.IsIgnored(name))
                return;
            try
            {
                byte[] start = files.ReadStart(i, HeaderBytes);
                if (!FileKinds.IsImageName(name) && ImageSignature.Of(start) is null)
                    return;
                info[i] = Identify(files, i, start);
                if (verify)
                    grey[i] = ImageDecoder.Decode(files.Read(i), name, new DecodeOptions(MinWidth: 1, MinHeight: 1)).Channels == 1;
            }
            catch (ImageException e)
            {
                (info[i], fault[i]) = (null, new LeftOutFile(name, KindOf(e.Fault), e.Reason));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataFormatException)
            {
                (info[i], fault[i]) = (null, new LeftOutFile(name, KindOf(ImageFault.Unreadable), e.Message.TrimEnd('.')));
            }
        });
        return Sort(files, info, fault, verify && !Enumerable.Range(0, files.Count).Any(i => info[i] is not null && !grey[i]));
    }

    /// <summary>A kind of fault in words.</summary>
    public static string KindOf(ImageFault fault) => fault switch
    {
        ImageFault.Empty => "empty",
        ImageFault.NotAnImage => "no image",
        ImageFault.Unsupported => "of a format that is not read",
        ImageFault.Truncated => "cut off",
        ImageFault.Damaged => "damaged",
        ImageFault.TooLarge => "too large",
        _ => "unreadable",
    };

    private static ImageInfo Identify(ImageFiles files, int row, byte[] start)
    {
        string name = files.Name(row);
        if (start.Length < HeaderBytes)
            return ImageDecoder.Identify(start, name);
        try
        {
            return ImageDecoder.Identify(start, name, files.Length(row));
        }
        catch (ImageException e) when (e.Fault is ImageFault.Truncated or ImageFault.Damaged)
        {
            // Profiles and previews may come first.
            return ImageDecoder.Identify(files.Read(row), name);
        }
    }

    private static ImageCandidates Sort(ImageFiles files, ImageInfo?[] info, LeftOutFile?[] fault, bool allGrey)
    {
        var images = new List<(int, ImageInfo)>();
        var leftOut = new List<LeftOutFile>();
        var others = new Dictionary<string, int>(StringComparer.Ordinal);
        int ignored = 0;
        for (int i = 0; i < files.Count; i++)
        {
            if (info[i] is { } read)
                images.Add((i, read));
            else if (fault[i] is { } broken)
                leftOut.Add(broken);
            else if (FileKinds.IsIgnored(files.Name(i)))
                ignored++;
            else
                others[FileKinds.KindOf(files.Name(i))] = others.GetValueOrDefault(FileKinds.KindOf(files.Name(i))) + 1;
        }

        return new ImageCandidates(images, leftOut, others, ignored) { AllGrey = allGrey };
    }

    private static long TotalLength(ImageFiles files)
    {
        long sum = 0;
        for (int i = 0; i < files.Count; i++)
            sum += files.Length(i);
        return sum;
    }
}
