using System.Runtime.InteropServices;

namespace Misread.IO;

/// <summary>
/// What stands behind a path. Opening a named pipe waits for ever and <c>/dev/zero</c> never ends, so both are known before they
/// are opened; .NET tells folders and files apart only, hence the call of the runtime's own <c>stat</c>.
/// </summary>
internal static unsafe partial class FileKind
{
    /// <summary>More than the runtime's struct has: an int of flags, then the mode; the rest is not looked at.</summary>
    private const int StatusBytes = 512;

    private const int KindMask = 0xF000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;
    private const int RegularFile = 0x8000;
    private const int Socket = 0xC000;

    /// <summary>Refuses whatever is no regular file (links are followed).</summary>
    /// <exception cref="DataFormatException">It is a folder, a pipe, a device or a socket.</exception>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    public static void RequireRegular(string path)
    {
        if (Directory.Exists(path))
            throw new DataFormatException($"{path}: expected a file, found a folder.");
        if (Fault(path) is { } kind)
            throw new DataFormatException($"{path}: expected a regular file, whose length is known, found {kind}.");
        if (!Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
    }

    /// <summary>What stands there in the place of a regular file, in words; <see langword="null"/> if one does, or nothing.</summary>
    public static string? Fault(string path)
    {
        if (Directory.Exists(path))
            return "a folder";
        return OperatingSystem.IsWindows() ? null : Irregular(path);
    }

    /// <summary>Whether a path leads to something; .NET says so of links that lead nowhere, too.</summary>
    public static bool Exists(string path)
    {
        if (OperatingSystem.IsWindows())
            return Path.Exists(path);
        byte* status = stackalloc byte[StatusBytes];
        return Stat(path, status) == 0 || (Path.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: false) is null);
    }

    private static string? Irregular(string path)
    {
        byte* status = stackalloc byte[StatusBytes];
        if (Stat(path, status) != 0)
            return null; // Opening it says why.
        return (((int*)status)[1] & KindMask) switch
        {
            RegularFile => null,
            Pipe => "a pipe",
            CharacterDevice or BlockDevice => "a device",
            Socket => "a socket",
            _ => "something else",
        };
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, byte* status);
}
