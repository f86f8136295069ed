using Misread.IO;
using Misread.Nn;
using Xunit;

namespace Misread.Tests.Nn;

public sealed class SequentialTests
{
    [Theory]
    [InlineData("cnn-small", 347_146)]
    [InlineData("mlp", 118_282)]
    [InlineData("cnn", 431_242)]
    [InlineData("fast", 108_970)]
    [InlineData("accurate", 135_818)]
    public void Presets_have_the_published_numbers_of_parameters(string name, int parameters)
    {
        Sequential network = ModelPresets.Create(name, new Shape(28, 28, 1), 10);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(10, network.OutputShape.Size);
        Assert.Contains(parameters.ToString("N0"), ModelPresets.Describe(name), StringComparison.Ordinal);
        Assert.Contains(parameters.ToString("N0"), network.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_images_fit_the_shallow_presets_only()
    {
        Assert.Equal(["cnn-small", "mlp"], ModelPresets.Names.Where(name => ModelPresets.Fits(name, new Shape(8, 8, 1))));
        Assert.Equal(ModelPresets.Names, ModelPresets.Names.Where(name => ModelPresets.Fits(name, new Shape(28, 28, 1))));
        Assert.Throws<ArgumentException>(() => ModelPresets.Fits("huge", new Shape(28, 28, 1)));
    }

    [Fact]
    public void Every_preset_can_be_written_as_text_and_read_back()
    {
        foreach (string name in ModelPresets.Names)
        {
            Sequential network = ModelPresets.Create(name, new Shape(28, 28, 1), 10);
            string text = LayerText.Format(network.Layers);
            Assert.Equal(text, LayerText.Format(new Sequential(network.InputShape, LayerText.Parse(text, "test")).Layers));
        }
    }

    [Fact]
    public void Every_kind_of_layer_can_be_written_as_text_and_read_back()
    {
        Layer[] layers =
        [
            new Deslant(), new Conv2D(3, 5, 2, Padding.Same, Activation.Relu), new BatchNorm2D(0.25, 1e-3), new Relu(), new MaxPool2D(3),
            new Dropout(0.125), new Flatten(), new Dense(4, Activation.Relu),
        ];
        string text = LayerText.Format(layers);
        Layer[] back = LayerText.Parse(text, "test");
        Assert.Equal(text, LayerText.Format(back));
        Assert.Equal(layers.Select(l => l.GetType()), back.Select(l => l.GetType()));
    }

    [Theory]
    [InlineData("", "expected 1 … 256 layers, found 0")]
    [InlineData("Softmax", "unknown layer 'Softmax'")]
    [InlineData("Dense units=ten activation=none", "units should be a whole number, found 'ten'")]
    [InlineData("Dense units=10", "'activation' is missing")]
    [InlineData("Dense units=10 activation=tanh", "activation should be none or relu, found 'tanh'")]
    [InlineData("Dense units=0 activation=none", "units")]
    [InlineData("Dense units=1 units=2 activation=none", "expected name=value once each")]
    [InlineData("Dropout rate=1", "rate")]
    [InlineData("MaxPool2D size=99", "size")]
    public void Bad_text_is_refused_with_the_reason(string text, string reason)
    {
        var e = Assert.Throws<DataFormatException>(() => LayerText.Parse(text, "model.safetensors"));
        Assert.StartsWith("model.safetensors: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_do_not_fit_are_named()
    {
        var e = Assert.Throws<ArgumentException>(() => new Sequential(new Shape(4, 4, 1), new MaxPool2D(), new Conv2D(1, 3)));
        Assert.Contains("layer 2 (Conv2D filters=1 kernel=3", e.Message, StringComparison.Ordinal);
        Assert.Contains("does not fit into 2×2 pixels", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Sequential(new Shape(4, 4, 1)));
        Assert.Throws<ArgumentException>(() => new Sequential(new Shape(1, 1, 65_536), new Dense(65_536)));
        Assert.Throws<ArgumentException>(() => ModelPresets.Create("nonesuch", new Shape(28, 28, 1), 10));
        Assert.Throws<ArgumentException>(() => ModelPresets.Create("cnn", new Shape(4, 4, 1), 10));
    }

    [Fact]
    public void A_larger_batch_after_a_smaller_one_is_allocated_anew()
    {
        var network = new Sequential(new Shape(1, 1, 3), new Dense(2));
        network.Initialize(1);
        float[] before = network.Layers[0].Parameters[0].Values.ToArray();
        network.Allocate(2, 1, training: false);
        network.Allocate(9, 2, training: true);
        Assert.Equal(before, network.Layers[0].Parameters[0].Values.ToArray());
        Assert.Equal(6, network.Layers[0].Parameters[0].Gradients.Length);
    }
}
