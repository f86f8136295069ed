namespace Misread.Data;

/// <summary>Names in archives: nothing is unpacked under them, but ids, columns and copies of files are made of them.</summary>
internal static class ArchiveName
{
    /// <summary>The name with <c>/</c> between folders and without steps up or a root: <c>../../etc/a.png</c> is <c>etc/a.png</c>.</summary>
    public static string Of(string name) =>
        string.Join('/', name.Replace('\\', '/').Split('/').Where(part => part is not ("" or "." or "..") && !(part.Length == 2 && part[1] == ':')));
}
