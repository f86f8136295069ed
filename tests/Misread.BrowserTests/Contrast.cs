namespace Misread.BrowserTests;

/// <summary>Contrast of text as the Web Content Accessibility Guidelines 2.2 measure it (success criterion 1.4.3).</summary>
internal static class Contrast
{
    /// <summary>
    /// Returns every visible text whose contrast is less than 4.5 (3 for large text). Dots that stand for an empty cell are
    /// ornaments and left out.
    /// </summary>
    public const string Script =
        """
        () => {
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const rgb = colour => { context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1); return [...context.getImageData(0, 0, 1, 1).data]; };
          const luminance = c => [.2126, .7152, .0722].reduce((sum, w, i) => { const v = c[i] / 255; return sum + w * (v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); }, 0);
          const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
          const faint = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || element.closest('script, .vh, .none, option') || !element.checkVisibility()) continue;
            const style = getComputedStyle(element);
            const [a, b] = [luminance(rgb(element.closest('svg') ? style.fill : style.color)), luminance(behind(element))];
            const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            const size = parseFloat(style.fontSize);
            if (contrast < (size >= 24 ? 3 : 4.5)) faint.add(`${element.tagName}.${element.className} ${walker.currentNode.data.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
          }
          return [...faint];
        }
        """;
}
