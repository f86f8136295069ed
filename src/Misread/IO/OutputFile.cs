using System.Text;

namespace Misread.IO;

/// <summary>A single file that is to be written: checked before the work begins, so that nothing of anybody's is lost by it.</summary>
public static class OutputFile
{
    private const int Looked = 1 << 16;

    /// <summary>Checks a place, and removes what killed writers left beside it.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="replace">Whether a file that Misread wrote is replaced.</param>
    /// <param name="mark">What the first 64 KiB of such a file hold, as UTF-8: by it a file that Misread wrote is known.</param>
    /// <param name="inputs">Files and folders that the work reads.</param>
    /// <exception cref="OutputRefusedException">Something would be lost.</exception>
    /// <exception cref="IOException">What stands there cannot be read.</exception>
    public static void Check(string path, bool replace, string mark, params IEnumerable<string?> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(mark);
        ArgumentNullException.ThrowIfNull(inputs);
        string real = RealPath.Of(path);
        foreach (string input in inputs.OfType<string>())
            ProtectedPlaces.Check(path, real, input);
        AtomicFile.RemoveAbandoned(path);
        if (Directory.Exists(real))
            throw new OutputRefusedException($"{path}: a folder stands where a file is to be written.");
        if (!File.Exists(real))
            return;
        if (!replace)
            throw new OutputRefusedException($"{path}: the file exists.", OutputRemedy.Replace);
        if (!IsMarked(real, mark))
            throw new OutputRefusedException($"{path}: the file is not replaced, because Misread did not write it; move it away or delete it yourself.");
    }

    private static bool IsMarked(string path, string mark)
    {
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[Looked];
        return start.AsSpan(0, file.ReadAtLeast(start, Looked, throwOnEndOfStream: false)).IndexOf(Encoding.UTF8.GetBytes(mark)) >= 0;
    }
}
