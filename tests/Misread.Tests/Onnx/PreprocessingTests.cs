using Misread.Imaging;
using Misread.IO;
using Misread.Onnx;
using Xunit;

namespace Misread.Tests.Onnx;

public sealed class PreprocessingTests
{
    [Fact]
    public void Values_are_scaled_shifted_and_put_in_order()
    {
        var image = new Bitmap(2, 1, 3, [255, 0, 51, 0, 102, 204]);
        var rule = new Preprocessing { Height = 1, Width = 2, Channels = ChannelOrder.Bgr, Mean = [0.1, 0.2, 0.3], Deviation = [0.5, 1, 2] };
        float[] planes = new float[6];
        rule.Write(image, OnnxLayout.Nchw, planes);
        Assert.Equal([0.2, 1.4, -0.2, 0.2, 0.35, -0.15], planes.Select(v => Math.Round(v, 5)));
        float[] pixels = new float[6];
        rule.Write(image, OnnxLayout.Nhwc, pixels);
        Assert.Equal([0.2, -0.2, 0.35, 1.4, 0.2, -0.15], pixels.Select(v => Math.Round(v, 5)));
    }

    [Fact]
    public void Grey_images_fill_all_channels_and_colours_make_luma()
    {
        float[] colour = new float[3];
        PreprocessingNames.Create("none", 1, 1).Write(new Bitmap(1, 1, 1, [77]), OnnxLayout.Nchw, colour);
        Assert.Equal([77f, 77, 77], colour);
        float[] grey = new float[1];
        PreprocessingNames.Create("none", 1, 1, grey: true).Write(new Bitmap(1, 1, 3, [255, 0, 0]), OnnxLayout.Nchw, grey);
        Assert.Equal(76, grey[0]);
    }

    [Theory]
    [InlineData(500, 375, ResizeRule.Crop, 256)]
    [InlineData(375, 500, ResizeRule.Crop, 0)]
    [InlineData(10, 300, ResizeRule.Crop, 256)]
    [InlineData(1, 1, ResizeRule.Squash, 0)]
    public void Every_image_becomes_the_size_that_is_wanted(int width, int height, ResizeRule resize, int shorter)
    {
        var rule = new Preprocessing { Height = 224, Width = 224, Resize = resize, ShorterSide = shorter };
        Bitmap fitted = rule.Fit(new Bitmap(width, height, 3));
        Assert.Equal((224, 224), (fitted.Width, fitted.Height));
        var oblong = rule with { Height = 64, Width = 200, ShorterSide = shorter / 4 };
        fitted = oblong.Fit(new Bitmap(width, height, 1));
        Assert.Equal((64, 200), (fitted.Height, fitted.Width));
    }

    [Fact]
    public void The_middle_is_cut_out_as_torchvision_does()
    {
        byte[] columns = [.. Enumerable.Range(0, 7 * 4).Select(i => (byte)(i % 7))];
        Bitmap fitted = new Preprocessing { Height = 4, Width = 4 }.Fit(new Bitmap(7, 4, 1, columns));
        Assert.Equal(2, fitted.Pixels[0]);
    }

    [Fact]
    public void Json_is_read_as_it_was_written()
    {
        foreach (string name in PreprocessingNames.All)
        {
            Preprocessing rule = PreprocessingNames.Create(name, 224, 192) with { Resize = ResizeRule.Squash, Filter = ResampleFilter.Bicubic };
            Assert.Equal(rule, PreprocessingJson.Parse(PreprocessingJson.Write(rule), "test"));
            Assert.Equal(name, PreprocessingNames.NameOf(rule));
        }
    }

    [Theory]
    [InlineData("""{ "height": 0 }""", "sizes of 1")]
    [InlineData("""{ "height": 224, "deviation": 0 }""", "not 0")]
    [InlineData("""{ "height": 224, "mean": [1, 2] }""", "one mean and deviation")]
    [InlineData("""{ "height": 224, "channels": "hsv" }""", "rgb or bgr or grey")]
    [InlineData("""{ "height": "big" }""", "a whole number")]
    [InlineData("""{ "other": 1 }""", "found neither")]
    [InlineData("[1, 2]", "found neither")]
    [InlineData("{", "not JSON")]
    public void What_makes_no_sense_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => PreprocessingJson.Parse(json, "p.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Hugging_Faces_smaller_cut_is_understood()
    {
        Preprocessing rule = PreprocessingJson.Parse("""{ "size": { "shortest_edge": 224 }, "crop_pct": 0.875, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225] }""", "test");
        Assert.Equal((224, 256, ResizeRule.Crop), (rule.Height, rule.ShorterSide, rule.Resize));
        Assert.Equal("imagenet", PreprocessingNames.NameOf(rule));
    }

    [Theory]
    [InlineData("cat\ndog\n")]
    [InlineData("""["cat", "dog"]""")]
    [InlineData("""{ "1": "dog", "0": "cat" }""")]
    [InlineData("{0: 'cat', 1: 'dog'}")]
    [InlineData("""{ "id2label": { "0": "cat", "1": "dog" } }""")]
    public void Class_names_are_read_in_every_form(string text) => Assert.Equal(["cat", "dog"], ClassNameFile.Parse(text, "names"));

    [Theory]
    [InlineData("{0: 'cat', 2: 'dog'}")]
    [InlineData("cat\ncat")]
    [InlineData("")]
    [InlineData("{'a': 'b'}")]
    [InlineData("[[1]]")]
    public void Lists_that_name_no_classes_are_refused(string text) => Assert.Throws<DataFormatException>(() => ClassNameFile.Parse(text, "names"));

    [Fact]
    public void Classes_are_matched_by_name()
    {
        ClassMatch match = ClassMatch.Of(["Dog", "ice_cream", "cat"], 3, ["cat", "dog"]);
        Assert.True(match.ByName);
        Assert.Equal(["cat", "dog", "ice_cream"], match.ClassNames);
        Assert.Equal([0.2f, 0.7f, 0.1f], match.Reorder([0.7f, 0.1f, 0.2f]));
        Assert.False(ClassMatch.Of(null, 2, ["a", "b"]).ByName);
        Assert.False(ClassMatch.Of(["LABEL_0", "LABEL_1"], 2, ["a", "b"]).ByName);
        Assert.Contains("does not know 1", Assert.Throws<DataFormatException>(() => ClassMatch.Of(["a", "b"], 2, ["a", "c"])).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => ClassMatch.Of(null, 3, ["a", "b"]));
    }
}
