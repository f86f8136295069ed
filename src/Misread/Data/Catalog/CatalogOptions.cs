namespace Misread.Data;

/// <summary>Where a <see cref="DataCatalog"/> looks, and how patient it is.</summary>
public sealed record CatalogOptions
{
    /// <summary>The variable that names the user's folder of data sets.</summary>
    public const string DataVariable = "MISREAD_DATA";

    /// <summary>The data sets that are known by name.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; init; } = CatalogEntries.All;

    /// <summary>
    /// Folders that hold data sets by name, in the order in which they are searched; by default <c>$MISREAD_DATA</c> and
    /// <c>data</c>, both meant from the current folder.
    /// </summary>
    public IReadOnlyList<string> Folders { get; init; } = DefaultFolders();

    /// <summary>
    /// Where downloads are kept, and searched last; by default <c>misread</c> in <c>$XDG_CACHE_HOME</c>, else in
    /// <c>~/.cache</c> (Linux) or the system's folder for local application data.
    /// </summary>
    public string CacheFolder { get; init; } = DefaultCacheFolder();

    /// <summary>The longest wait for a host name to be resolved; a machine that is offline gives up after it.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for the next bytes; after it the download is taken up again or moves to the next mirror.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    private static string[] DefaultFolders()
    {
        string? chosen = Environment.GetEnvironmentVariable(DataVariable);
        return string.IsNullOrEmpty(chosen) ? ["data"] : [chosen, "data"];
    }

    private static string DefaultCacheFolder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        // The XDG specification asks for relative paths to be ignored.
        if (!Path.IsPathFullyQualified(cache ?? ""))
        {
            // A home that does not exist is named all the same: a relative path would be made in the current folder.
            cache = OperatingSystem.IsLinux()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache")
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        return Path.Combine(cache!, "misread");
    }
}
