using Google.Protobuf;
using Misread.IO;
using Misread.Onnx;
using Onnx;
using Xunit;

namespace Misread.Tests.Onnx;

/// <summary>What is found out of a model, and that it answers what it should.</summary>
public sealed class OnnxModelTests
{
    // Class k's logit is 4 times the mean of channel k.
    private static readonly float[] Weights = [4, 0, 0, 0, 4, 0, 0, 0, 4];

    private static readonly float[] RedImage = Planes(1, 0.25f, 0);

    [Theory]
    [InlineData(false, 0L, "")]
    [InlineData(false, 1L, "")]
    [InlineData(true, 0L, "")]
    [InlineData(true, 1L, "Softmax")]
    [InlineData(false, 3L, "LogSoftmax")]
    public void The_probabilities_are_the_same_however_a_model_is_laid_out(bool nhwc, long batch, string tail)
    {
        using var folder = new TemporaryFolder();
        string path = OnnxSamples.Write(OnnxSamples.ChannelMeans(Weights, 3, nhwc: nhwc, batch: batch, tail: tail), folder);
        using var model = OnnxModel.Open(path);
        Assert.Equal(nhwc ? OnnxLayout.Nhwc : OnnxLayout.Nchw, model.Input.Layout);
        Assert.Equal(0, model.Input.Batch);
        Assert.Equal((8, 8, 3), (model.Input.Height, model.Input.Width, model.Input.Channels));
        Assert.Equal(3, model.ClassCount);
        Assert.Equal(tail switch { "" => OutputKind.Logits, "Softmax" => OutputKind.Probabilities, _ => OutputKind.LogProbabilities }, model.Outputs);

        float[] image = nhwc ? Interleaved(RedImage) : RedImage;
        OnnxAnswer answer = model.Run([.. image, .. new float[image.Length], .. image], 3, 8, 8, 3);
        Assert.Equal(9, answer.Probabilities.Length);
        float[] expected = Softmax(4, 1, 0);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(expected[k], answer.Probabilities[k], 1e-5);
            Assert.Equal(1f / 3, answer.Probabilities[3 + k], 1e-5);
            Assert.Equal(expected[k], answer.Probabilities[6 + k], 1e-5);
        }

        Assert.Equal(3, model.FeatureCount);
        Assert.Equal([1f, 0.25f, 0], answer.Features!.Take(3).Select(f => MathF.Round(f, 5)));
    }

    [Fact]
    public void A_reshape_made_for_one_image_takes_several()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxModel.Open(OnnxSamples.Write(OnnxSamples.ChannelMeans(Weights, 3, batch: 1, reshapes: true), folder));
        Assert.Equal(0, model.Input.Batch);
        Assert.Contains(model.Notes, n => n.Contains("made for 1 image a call", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_mixes_the_images_of_a_batch_is_asked_in_its_own()
    {
        ModelProto mixing = OnnxSamples.ChannelMeans(Weights, 3, batch: 1);
        string at = mixing.Graph.Output[0].Name;
        string mean = OnnxSamples.Node(mixing.Graph, "ReduceMean", [at], new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0 } });
        string twice = OnnxSamples.Node(mixing.Graph, "Add", [at, mean]);
        mixing.Graph.Output[0].Name = twice;
        using var folder = new TemporaryFolder();
        using var model = OnnxModel.Open(OnnxSamples.Write(mixing, folder));
        Assert.Equal(1, model.Input.Batch);
        OnnxAnswer answer = model.Run([.. RedImage, .. new float[RedImage.Length]], 2, 8, 8, 3);
        Assert.Equal(Softmax(8, 2, 0)[0], answer.Probabilities[0], 1e-5);
        Assert.Equal(1f / 3, answer.Probabilities[3], 1e-5);
    }

    [Fact]
    public void Bytes_are_read_as_they_are()
    {
        using var folder = new TemporaryFolder();
        float[] weights = [.. Weights.Select(w => w / 255)];
        using var model = OnnxModel.Open(OnnxSamples.Write(OnnxSamples.ChannelMeans(weights, 3, type: TensorProto.Types.DataType.Uint8, nhwc: true), folder));
        Assert.Equal(OnnxElement.Byte, model.Input.Element);
        OnnxAnswer answer = model.Run([.. Interleaved(RedImage).Select(v => v * 255)], 1, 8, 8, 3);
        Assert.Equal(Softmax(4, 1, 0)[0], answer.Probabilities[0], 1e-2);
    }

    [Fact]
    public void One_output_stands_for_two_classes()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxModel.Open(OnnxSamples.Write(OnnxSamples.ChannelMeans([2, 0, 0], 1, tail: "Sigmoid"), folder));
        Assert.Equal((OutputKind.Probabilities, 2), (model.Outputs, model.ClassCount));
        OnnxAnswer answer = model.Run(RedImage, 1, 8, 8, 3);
        Assert.Equal(1 / (1 + MathF.Exp(-2)), answer.Probabilities[1], 1e-5);
    }

    [Fact]
    public void A_kind_that_is_given_is_taken()
    {
        using var folder = new TemporaryFolder();
        string path = OnnxSamples.Write(OnnxSamples.ChannelMeans(Weights, 3, tail: "Softmax"), folder);
        using var model = OnnxModel.Open(path, new OnnxModelOptions { Outputs = OutputKind.Logits });
        Assert.Equal(OutputKind.Logits, model.Outputs);
        Assert.True(model.Run(RedImage, 1, 8, 8, 3).Probabilities.Max() < 0.6);
    }

    [Fact]
    public void A_table_model_of_scikit_learn_is_asked_for_its_probabilities()
    {
        var graph = new GraphProto { Name = "table" };
        graph.Input.Add(OnnxSamples.Value("X", [0, 4], OnnxSamples.FloatType));
        graph.Initializer.Add(OnnxSamples.Tensor("w", [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]));
        string p = OnnxSamples.Node(graph, "Softmax", [OnnxSamples.Node(graph, "MatMul", ["X", "w"])]);
        graph.Node.Add(new NodeProto { OpType = "ZipMap", Domain = "ai.onnx.ml", Input = { p }, Output = { "maps" }, Attribute = { new AttributeProto { Name = "classlabels_strings", Type = AttributeProto.Types.AttributeType.Strings, Strings = { ByteString.CopyFromUtf8("cat"), ByteString.CopyFromUtf8("dog") } } } });
        graph.Output.Add(new ValueInfoProto { Name = "maps", Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() } });
        using var folder = new TemporaryFolder();
        using var model = OnnxModel.Open(OnnxSamples.Write(OnnxSamples.Model(graph), folder));
        Assert.Equal(OnnxLayout.Flat, model.Input.Layout);
        Assert.Equal(["cat", "dog"], model.ClassNames!);
        Assert.Equal(Softmax(2, 0)[0], model.Run([1, 1, 0, 0], 1, 2, 2, 1).Probabilities[0], 1e-5);
    }

    [Fact]
    public void Names_come_from_Ultralytics_metadata_and_preprocessing_too()
    {
        ModelProto proto = OnnxSamples.ChannelMeans(Weights, 3);
        OnnxSamples.Metadata(proto, "names", "{0: 'cat', 1: \"dog's\", 2: 'été'}");
        OnnxSamples.Metadata(proto, "task", "classify");
        OnnxSamples.Metadata(proto, "imgsz", "[8, 8]");
        using var folder = new TemporaryFolder();
        using var model = OnnxModel.Open(OnnxSamples.Write(proto, folder));
        Assert.Equal(["cat", "dog's", "été"], model.ClassNames!);
        Assert.Equal(PreprocessingNames.Create("unit", 8, 8), model.Preprocessing);
    }

    [Fact]
    public void Names_and_preprocessing_come_from_Hugging_Face_files_beside_or_above()
    {
        using var folder = new TemporaryFolder();
        string path = OnnxSamples.Write(OnnxSamples.ChannelMeans(Weights, 3), folder, "onnx/model.onnx");
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), """{ "id2label": { "0": "a", "2": "c", "1": "b" } }""");
        File.WriteAllText(Path.Combine(folder.Path, "preprocessor_config.json"), """
            { "do_resize": true, "size": { "shortest_edge": 256 }, "do_center_crop": true, "crop_size": { "height": 224, "width": 224 },
              "resample": 3, "do_rescale": true, "rescale_factor": 0.00392156862745098, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5] }
            """);
        using var model = OnnxModel.Open(path);
        Assert.Equal(["a", "b", "c"], model.ClassNames!);
        Assert.Equal((224, 256, ResizeRule.Crop), (model.Preprocessing!.Height, model.Preprocessing.ShorterSide, model.Preprocessing.Resize));
        Assert.Equal("tf", PreprocessingNames.NameOf(model.Preprocessing with { Mean = [0.5], Deviation = [0.5], Scale = 1.0 / 255 }));
    }

    [Fact]
    public void Wrong_numbers_of_names_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = OnnxSamples.Write(OnnxSamples.ChannelMeans(Weights, 3), folder);
        Assert.Contains("names 2 classes, but the model has 3", Refusal(path, new OnnxModelOptions { ClassNames = ["a", "b"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string text = Path.Combine(folder.Path, "text.onnx");
        File.WriteAllText(text, "this is no model");
        Assert.Contains("not an ONNX model", Refusal(text), StringComparison.Ordinal);
        File.WriteAllBytes(text, []);
        Assert.Contains("not an ONNX model", Refusal(text), StringComparison.Ordinal);
        byte[] whole = OnnxSamples.ChannelMeans(Weights, 3).ToByteArray();
        File.WriteAllBytes(text, whole[..(whole.Length / 2)]);
        Assert.Contains("not an ONNX model", Refusal(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_that_the_runtime_lacks_are_refused()
    {
        using var folder = new TemporaryFolder();
        ModelProto custom = OnnxSamples.ChannelMeans(Weights, 3);
        custom.Graph.Node[0].Domain = "com.acme";
        Assert.Contains("operator GlobalAveragePool of domain 'com.acme' is a custom one", Refusal(OnnxSamples.Write(custom, folder)), StringComparison.Ordinal);
        ModelProto unknown = OnnxSamples.ChannelMeans(Weights, 3);
        unknown.Graph.Node[0].OpType = "NoSuchOperator";
        Assert.Contains("NoSuchOperator", Refusal(OnnxSamples.Write(unknown, folder)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.bin", "outside the model's folder")]
    [InlineData("/etc/passwd", "outside the model's folder")]
    [InlineData("link.bin", "outside the model's folder")]
    [InlineData("missing.bin", "no such file")]
    [InlineData("short.bin", "cut off")]
    public void Weights_elsewhere_are_refused(string location, string expected)
    {
        using var folder = new TemporaryFolder();
        ModelProto model = OnnxSamples.ChannelMeans(Weights, 3);
        TensorProto weights = model.Graph.Initializer[0];
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        weights.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = "36" });
        string path = OnnxSamples.Write(model, folder, "inside/model.onnx");
        File.WriteAllBytes(Path.Combine(folder.Path, "outside.bin"), new byte[36]);
        File.WriteAllBytes(Path.Combine(folder.Path, "inside", "short.bin"), new byte[8]);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "inside", "link.bin"), Path.Combine(folder.Path, "outside.bin"));
        Assert.Contains(expected, Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_in_a_file_beside_the_model_are_read()
    {
        using var folder = new TemporaryFolder();
        ModelProto model = OnnxSamples.ChannelMeans(Weights, 3, batch: 1);
        TensorProto weights = model.Graph.Initializer[0];
        File.WriteAllBytes(Path.Combine(folder.Path, "weights.bin"), [.. Weights.SelectMany(BitConverter.GetBytes)]);
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
        weights.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = "36" });
        using var opened = OnnxModel.Open(OnnxSamples.Write(model, folder));
        Assert.Equal(Softmax(4, 1, 0)[0], opened.Run(RedImage, 1, 8, 8, 3).Probabilities[0], 1e-5);
    }

    [Fact]
    public void Tensors_that_claim_more_than_they_hold_are_refused()
    {
        using var folder = new TemporaryFolder();
        ModelProto model = OnnxSamples.ChannelMeans(Weights, 3);
        model.Graph.Initializer[0].Dims[0] = 1L << 40;
        Assert.Contains("fewer data than values", Refusal(OnnxSamples.Write(model, folder)), StringComparison.Ordinal);
        model.Graph.Initializer[0].Dims[0] = long.MaxValue;
        Assert.Contains("impossible shape", Refusal(OnnxSamples.Write(model, folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_is_no_classifier()
    {
        ModelProto model = OnnxSamples.ChannelMeans(Weights, 3);
        string output = model.Graph.Node[0].Input[0];
        model.Graph.Node.Clear();
        model.Graph.Initializer.Clear();
        model.Graph.Output[0] = OnnxSamples.Value(OnnxSamples.Node(model.Graph, "Relu", [output]), [0, 3, 8, 8], OnnxSamples.FloatType);
        using var folder = new TemporaryFolder();
        Assert.Contains("not one row of classes", Refusal(OnnxSamples.Write(model, folder)), StringComparison.Ordinal);
    }

    private static string Refusal(string path, OnnxModelOptions? options = null)
    {
        string message = Assert.Throws<DataFormatException>(() => OnnxModel.Open(path, options).Dispose()).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static float[] Planes(params float[] channels) => [.. channels.SelectMany(c => Enumerable.Repeat(c, 64))];

    private static float[] Interleaved(float[] planes) => [.. Enumerable.Range(0, 64).SelectMany(i => new[] { planes[i], planes[64 + i], planes[128 + i] })];

    private static float[] Softmax(params float[] logits)
    {
        double sum = logits.Sum(z => Math.Exp(z));
        return [.. logits.Select(z => (float)(Math.Exp(z) / sum))];
    }
}
