using Microsoft.Playwright;
using Xunit;

namespace Misread.BrowserTests;

/// <summary>
/// One headless Chromium for all tests: the system's own, never one that is downloaded. Where there is none, a test that
/// asks for a page is skipped.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
        [Environment.GetEnvironmentVariable("CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--disable-default-apps", "--disable-domain-reliability",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a file in a tab of its own.</summary>
    /// <param name="path">The HTML file.</param>
    /// <param name="javaScript">Whether scripts may run.</param>
    /// <param name="dark">Whether the reader prefers dark pages.</param>
    /// <param name="width">Width of the window, in CSS pixels.</param>
    /// <param name="fragment">What follows <c>#</c> in the address.</param>
    public async Task<OpenPage> OpenAsync(string path, bool javaScript = true, bool dark = false, int width = 1280, string? fragment = null)
    {
        Assert.SkipWhen(_browser is null, "no Chromium on this machine: install it, or name its path in CHROMIUM");
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = javaScript,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            // As on a machine without any network.
            Offline = true,
        });
        IPage page = await context.NewPageAsync();
        var opened = new OpenPage(page);
        page.Request += (_, request) => opened.Requests.Add(request.Url);
        page.Console += (_, message) => opened.Messages.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => opened.Messages.Add(error);
        page.Dialog += (_, dialog) =>
        {
            opened.Messages.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(new Uri(path).AbsoluteUri + (fragment is null ? "" : $"#{fragment}"));
        return opened;
    }
}

/// <summary>A tab, with all that it asked for and said.</summary>
public sealed class OpenPage(IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    /// <summary>Addresses requested, pictures that the page holds itself left out.</summary>
    public IList<string> Requests { get; } = [];

    /// <summary>Console messages, script errors and dialogs.</summary>
    public IList<string> Messages { get; } = [];

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
