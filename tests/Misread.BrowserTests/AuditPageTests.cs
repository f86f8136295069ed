using Microsoft.Playwright;
using Misread.Report;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Misread.BrowserTests;

/// <summary>The page of an audit as a reader meets it: opened from a file in Chromium.</summary>
public sealed class AuditPageTests(Browser browser, SampleAudits samples) : IClassFixture<Browser>, IClassFixture<SampleAudits>
{
    [Fact]
    public async Task It_asks_for_nothing_and_says_nothing()
    {
        string path = samples.Page(SampleAudits.Make(SampleRuns.Letters(10)));
        await using OpenPage opened = await browser.OpenAsync(path);
        await opened.Page.Locator("#controls").WaitForAsync();
        Assert.Equal([new Uri(path).AbsoluteUri], opened.Requests.Where(r => !r.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(opened.Messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hostile_names_are_text(bool javaScript)
    {
        AuditReport report = SampleAudits.Make(SampleRuns.HostileNames, name: "<b onclick=alert(5)>x", errorRate: 0.4);
        await using OpenPage opened = await browser.OpenAsync(samples.Page(report), javaScript);
        Assert.Empty(opened.Messages);
        Assert.Single(opened.Requests, r => !r.StartsWith("data:", StringComparison.Ordinal));
        Assert.Equal(1, await opened.Page.Locator("script").CountAsync());
        Assert.Equal(0, await opened.Page.Locator("img:not([src^='data:image/png;base64,']), [onclick], [onerror], [onmouseover]").CountAsync());
        string[] shown = [.. await opened.Page.Locator(".classes tbody th").AllTextContentsAsync()];
        Assert.Equal(report.Health.Classes.Select(c => SampleRuns.HostileNames[c.Class]), shown.Select(s => s.Trim()));
    }

    [Fact]
    public async Task It_leads_with_the_worst_label_errors_and_reads_without_a_script()
    {
        AuditReport report = SampleAudits.Make(SampleRuns.Letters(10));
        AuditFinding[] errors = [.. report.Findings.Where(f => f.Kind == "label_error")];
        await using OpenPage opened = await browser.OpenAsync(samples.Page(report), javaScript: false);
        IPage page = opened.Page;
        Assert.Equal("Most likely mislabelled", await page.Locator("main h2").First.InnerTextAsync());
        Assert.Equal(errors.Take(12).Select(f => f.Id), await page.Locator(".suspects .where").AllInnerTextsAsync());
        Assert.Equal(errors.Take(12).Select(f => f.Text), await page.Locator(".suspects .evidence").AllTextContentsAsync());
        Assert.False(await page.Locator("#controls").IsVisibleAsync());
        Assert.Equal(report.Findings.Count, await page.Locator("#groups .card").CountAsync());

        // A kind without findings has no heading.
        Assert.Equal(
            [$"Likely label errors {errors.Length}", $"Ambiguous {report.Findings.Count - errors.Length}"],
            await page.Locator(".group h3").AllTextContentsAsync());
        await page.Locator(".card summary").First.ClickAsync();
        Assert.True(await page.Locator(".card .evidence").First.IsVisibleAsync());
        Assert.Contains("misread fix", await page.Locator("#next").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_filtered_by_verdict_and_label_and_put_in_order()
    {
        AuditReport report = SampleAudits.Make(SampleRuns.Letters(10));
        await using OpenPage opened = await browser.OpenAsync(samples.Page(report));
        IPage page = opened.Page;
        await page.Locator("select[name=kind]").SelectOptionAsync("ambiguous");
        int ambiguous = report.Findings.Count(f => f.Kind == "ambiguous");
        await Expect(page.Locator(".card:visible")).ToHaveCountAsync(ambiguous);
        await Expect(page.Locator("#controls output")).ToHaveTextAsync($"{ambiguous} of {report.Findings.Count} images");
        int label = report.Findings.First(f => f.Kind == "ambiguous").Given;
        await page.Locator("select[name=label]").SelectOptionAsync($"{label}");
        await Expect(page.Locator(".card:visible")).ToHaveCountAsync(report.Findings.Count(f => f.Kind == "ambiguous" && f.Given == label));
        await page.Locator("#controls button").ClickAsync();
        await page.Locator("select[name=order]").SelectOptionAsync("number");
        await Expect(page.Locator("#flat .card").First).ToHaveIdAsync($"i{report.Findings.Min(f => f.Number)}");

        // Back by verdict, the worst of each stands first again.
        await page.Locator("select[name=order]").SelectOptionAsync("kind");
        await Expect(page.Locator("#groups .card").First).ToHaveIdAsync($"i{report.Findings[0].Number}");
    }

    [Theory]
    [InlineData(390, 10)]
    [InlineData(390, 26)]
    [InlineData(1280, 26)]
    public async Task Nothing_is_wider_than_the_window(int width, int classes)
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleAudits.Make(SampleRuns.Letters(classes))), width: width);
        Assert.True(await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_stands_out_from_what_is_behind_it(bool dark)
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleAudits.Make(SampleRuns.Letters(10))), dark: dark);
        string[] faint = await opened.Page.EvaluateAsync<string[]>(Contrast.Script);
        Assert.Empty(faint);
    }

    [Fact]
    public async Task Controls_tables_and_pictures_have_names()
    {
        await using OpenPage opened = await browser.OpenAsync(samples.Page(SampleAudits.Make(SampleRuns.Letters(10))));
        IPage page = opened.Page;
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.Equal(0, await page.Locator("img:not([alt]), svg[role=img]:not([aria-label]), th:not([scope]), a:not([href])").CountAsync());
        foreach (string name in new[] { "Order", "Verdict", "Label", "Suggested" })
            Assert.Equal(1, await page.GetByRole(AriaRole.Combobox, new PageGetByRoleOptions { Name = name, Exact = true }).CountAsync());
    }

    [Fact]
    public async Task Audits_without_images_or_findings_have_a_page_too()
    {
        await using OpenPage blind = await browser.OpenAsync(samples.Page(SampleAudits.Make(SampleRuns.Letters(10), withImages: false)));
        Assert.Equal(0, await blind.Page.Locator("img").CountAsync());
        Assert.True(await blind.Page.Locator(".suspects > li").CountAsync() > 0);
        Assert.Empty(blind.Messages);
        await using OpenPage clean = await browser.OpenAsync(samples.Page(SampleAudits.Make(SampleRuns.Letters(3), errorRate: 0)));
        Assert.Contains("No label seems to be wrong", await clean.Page.Locator(".lede").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(clean.Messages);
    }
}
