using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Misread.Report;

/// <summary>Renders a component with its model as an HTML document.</summary>
internal static class HtmlPage
{
    /// <summary>Writes UTF-8 and leaves the stream open.</summary>
    /// <typeparam name="TPage">The component that is the whole document.</typeparam>
    /// <typeparam name="TModel">What its parts have injected.</typeparam>
    public static void Write<TPage, TModel>(Stream stream, TModel model)
        where TPage : IComponent
        where TModel : class
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        WriteAsync<TPage, TModel>(writer, model).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync<TPage, TModel>(StreamWriter writer, TModel model)
        where TPage : IComponent
        where TModel : class
    {
        // All markup characters are escaped with any encoder; this one leaves letters of other scripts legible.
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
            .AddSingleton(model)
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>();
            page.WriteHtmlTo(writer);
        });
    }
}
