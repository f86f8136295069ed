using System.Globalization;
using Microsoft.Playwright;
using Misread.Runs;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Misread.BrowserTests;

/// <summary>The report as a reader meets it: opened from a file in Chromium.</summary>
public sealed class ReportPageTests(Browser browser, SampleRuns samples) : IClassFixture<Browser>, IClassFixture<SampleRuns>
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(26)]
    public async Task It_asks_for_nothing_and_says_nothing(int classes)
    {
        string path = samples.Page(SampleRuns.Letters(classes));
        await using OpenPage opened = await browser.OpenAsync(path);
        await opened.Page.Locator("#controls").WaitForAsync();
        Assert.Equal([new Uri(path).AbsoluteUri], opened.Requests.Where(r => !r.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(opened.Messages);
    }

    [Fact]
    public async Task Its_policy_forbids_what_it_does_not_need()
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(3)));
        bool ran = await opened.Page.EvaluateAsync<bool>(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); return window.ran === true; }");
        Assert.False(ran);
        await opened.Page.EvaluateAsync("() => { new Image().src = 'https://example.invalid/x.png'; }");
        Assert.Contains(opened.Messages, m => m.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hostile_names_are_text(bool javaScript)
    {
        string path = samples.Page(SampleRuns.HostileNames, name: "<b onclick=alert(5)>x", errorRate: 0.4);
        await using OpenPage opened = await browser.OpenAsync(path, javaScript);
        Assert.Empty(opened.Messages);
        Assert.Single(opened.Requests, r => !r.StartsWith("data:", StringComparison.Ordinal));
        Assert.Equal(1, await opened.Page.Locator("script").CountAsync());
        Assert.Equal(1, await opened.Page.Locator("style").CountAsync());
        Assert.Equal(0, await opened.Page.Locator("img:not([src^='data:image/png;base64,'])").CountAsync());
        Assert.Equal(0, await opened.Page.Locator("[onclick], [onerror], [onmouseover]").CountAsync());
        string[] shown = [.. await opened.Page.Locator(".classes tbody th").AllTextContentsAsync()];
        Assert.Equal(SampleRuns.HostileNames, shown.Select(s => s.Trim()));
    }

    [Fact]
    public async Task It_reads_without_a_script()
    {
        Run run = SampleRuns.Make(SampleRuns.Letters(10), 400, 0.1);
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(10)), javaScript: false);
        Assert.False(await opened.Page.Locator("#controls").IsVisibleAsync());
        Assert.Equal(run.Fingerprint.Count, await opened.Page.Locator("#groups .card").CountAsync());
        Assert.Contains(run.Metrics!.Headline.Errors.ToString(CultureInfo.InvariantCulture), await opened.Page.Locator(".figures").InnerTextAsync(), StringComparison.Ordinal);

        // A cell of the matrix leads to its images, and leaves these only.
        ILocator cell = opened.Page.Locator(".matrix td a").First;
        string target = (await cell.GetAttributeAsync("href"))!;
        await cell.ClickAsync();
        Assert.True(await opened.Page.Locator(target).IsVisibleAsync());
        Assert.Equal(1, await opened.Page.Locator(".group:visible").CountAsync());
        ILocator image = opened.Page.Locator($"{target} summary").First;
        await image.ClickAsync();
        Assert.True(await opened.Page.Locator($"{target} .more").First.IsVisibleAsync());
        await opened.Page.Locator($"{target} .all").ClickAsync();
        Assert.True(await opened.Page.Locator(".group:visible").CountAsync() > 1);
    }

    [Fact]
    public async Task Filters_and_orders_work_from_the_keyboard()
    {
        Run run = SampleRuns.Make(SampleRuns.Letters(10), 400, 0.2);
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(10), errorRate: 0.2));
        IPage page = opened.Page;
        Assert.Equal($"{run.Fingerprint.Count} images", await page.Locator("#controls output").InnerTextAsync());

        // The first stop of the keyboard leads past the figures to the images.
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the misread images", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("order", await page.EvaluateAsync<string>("document.activeElement.name"));
        await page.Keyboard.PressAsync("ArrowDown");
        await SortedAsync(page, "gap", descending: true);
        await page.Keyboard.PressAsync("ArrowDown");
        await SortedAsync(page, "high", descending: true);
        await page.Keyboard.PressAsync("ArrowDown");
        await SortedAsync(page, "high", descending: false);

        // Label: the second class, B.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("B");
        int labelled = run.Fingerprint.Count(e => e.Label == 1);
        await Expect(page.Locator(".card:visible")).ToHaveCountAsync(labelled);
        await page.Locator("#controls select[name=split]").FocusAsync();
        await page.Keyboard.TypeAsync("te");
        int onTest = run.Fingerprint.Count(e => e.Label == 1 && e.Split == "test");
        await Expect(page.Locator(".card:visible")).ToHaveCountAsync(onTest);
        await Expect(page.Locator("#controls output")).ToHaveTextAsync($"{onTest} of {run.Fingerprint.Count} images");
        await page.Locator("#controls button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card:visible")).ToHaveCountAsync(run.Fingerprint.Count);

        // An image opens with the keyboard and shows its probabilities.
        ILocator summary = page.Locator(".card summary").First;
        await summary.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator(".card .more").First.IsVisibleAsync());
    }

    [Fact]
    public async Task A_cell_of_the_matrix_shows_as_many_images_as_it_says()
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(4), errorRate: 0.3));
        IPage page = opened.Page;
        ILocator cells = page.Locator(".matrix td a");
        for (int i = 0; i < await cells.CountAsync(); i++)
        {
            await cells.Nth(i).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".card:visible")).ToHaveCountAsync(int.Parse(await cells.Nth(i).InnerTextAsync(), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(390, 10)]
    [InlineData(390, 26)]
    [InlineData(1280, 26)]
    public async Task Nothing_is_wider_than_the_window(int width, int classes)
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(classes)), width: width);
        Assert.True(await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_stands_out_from_what_is_behind_it(bool dark)
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(10), errorRate: 0.3), dark: dark);
        string[] faint = await opened.Page.EvaluateAsync<string[]>(Contrast.Script);
        Assert.Empty(faint);
    }

    [Fact]
    public async Task Controls_tables_and_pictures_have_names()
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleRuns.Letters(10)));
        IPage page = opened.Page;
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.Equal(0, await page.Locator("img:not([alt]), svg[role=img]:not([aria-label]), th:not([scope]), a:not([href])").CountAsync());
        foreach (string name in new[] { "Order", "Label", "Read as", "Split", "Seen in training" })
            Assert.Equal(1, await page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = name, Exact = true }).CountAsync());
    }

    [Fact]
    public async Task Runs_without_errors_or_labels_have_a_page_too()
    {
        await using OpenPage perfect = await browser.OpenAsync(samples.Page(SampleRuns.Letters(3), errorRate: 0));
        Assert.Contains("Not one of the 80 test images was misread", await perfect.Page.Locator(".lede").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(perfect.Messages);
        await using OpenPage unlabelled = await browser.OpenAsync(samples.Page(SampleRuns.Letters(3), labelled: false));
        Assert.Contains("bears a label", await unlabelled.Page.Locator(".lede").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(unlabelled.Messages);
    }

    /// <summary>Waits until the images stand in one list, in the order of a number; a key takes effect a moment after it is pressed.</summary>
    private static async Task SortedAsync(IPage page, string name, bool descending) => await page.WaitForFunctionAsync(
        """
        ([name, sign]) => {
          const numbers = [...document.querySelectorAll('#flat .card')].map(card => sign * card.dataset[name]);
          return numbers.length > 1 && numbers.every((n, i) => i === 0 || numbers[i - 1] <= n);
        }
        """,
        new object[] { name, descending ? -1 : 1 },
        new PageWaitForFunctionOptions { Timeout = 10_000 });
}
