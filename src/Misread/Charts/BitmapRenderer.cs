using System.Numerics;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>Draws a scene as pixels.</summary>
internal static class BitmapRenderer
{
    public static Bitmap Render(PlotScene scene, int scale)
    {
        var canvas = new Canvas(scene.Width * scale, scene.Height * scale, scene.Background);
        foreach (PlotShape shape in scene.Shapes)
        {
            switch (shape)
            {
                case PlotRectangle r:
                    canvas.FillRectangle(r.X * scale, r.Y * scale, r.Width * scale, r.Height * scale, r.Fill);
                    break;
                case PlotLine l:
                    Vector2[] points = [.. l.Points.Select(p => new Vector2((float)p.X * scale, (float)p.Y * scale))];
                    canvas.DrawLine(points, l.Width * scale, l.Color);
                    break;
                case PlotCircle c:
                    canvas.FillCircle(c.X * scale, c.Y * scale, c.Radius * scale, c.Fill);
                    break;
                case PlotText t:
                    canvas.DrawText(t.X * scale, t.Y * scale, t.Text, t.Size * scale, t.Color, t.Anchor, t.Bold, t.Upwards);
                    break;
                case PlotImage i:
                    canvas.DrawImage(i.X * scale, i.Y * scale, i.Image, i.Scale * scale);
                    break;
            }
        }

        return canvas.Bitmap;
    }
}
