namespace Misread.Nn;

/// <summary>
/// The networks that have a name. Sizes are those of the projects that they come from (<c>fast</c> and <c>accurate</c>:
/// chosen on validation images), for 28 × 28 images and 10 classes; other sizes work as long as the image is large enough.
/// </summary>
public static class ModelPresets
{
    /// <summary>The names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cnn-small", "mlp", "cnn", "fast", "accurate", "ensemble"];

    /// <summary>One line that says what a preset is.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static string Describe(string name) => name switch
    {
        "cnn-small" => "one convolution: Conv 32 3×3 · MaxPool · Dense 64 (347,146 parameters); trains in seconds",
        "mlp" => "no convolution: Dense 128 · Dense 128 · Dropout .25 (118,282 parameters)",
        "cnn" => "two convolutions: Conv 32 · MaxPool · Conv 64 · MaxPool · Dropout .5 · Dense 256 (431,242 parameters); early stopping",
        "fast" => "most accuracy for the least compute: two convolutions with batch normalisation, Dense 128 (108,970 parameters); all images",
        "accurate" => "one network as accurate as minutes allow: four convolutions with batch normalisation (135,818 parameters); distorted images, averaged weights, test-time shifts",
        "ensemble" => "nine networks, their probabilities averaged: three times 'accurate', 'accurate' on deslanted images, and one that looks at all pixels twice before it pools",
        _ => throw Unknown(name),
    };

    /// <summary>Builds a preset's network, uninitialised.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <param name="member">Which network of an ensemble, 0 …; those of <c>ensemble</c> are of three kinds in turn, those of any other preset alike.</param>
    /// <exception cref="ArgumentException">The name is unknown, or the images are too small for the network.</exception>
    public static Sequential Create(string name, Shape input, int classes, int member = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(member);
        Layer[] layers = name switch
        {
            "cnn-small" =>
            [
                new Conv2D(32, 3, activation: Activation.Relu),
                new MaxPool2D(),
                new Flatten(),
                new Dense(64, Activation.Relu),
                new Dense(classes),
            ],
            "mlp" =>
            [
                new Flatten(),
                new Dense(128, Activation.Relu),
                new Dense(128, Activation.Relu),
                new Dropout(0.25),
                new Dense(classes),
            ],
            "cnn" =>
            [
                new Conv2D(32, 3, activation: Activation.Relu),
                new MaxPool2D(),
                new Conv2D(64, 3, activation: Activation.Relu),
                new MaxPool2D(),
                new Flatten(),
                new Dropout(0.5),
                new Dense(256, Activation.Relu),
                new Dense(classes),
            ],

            "fast" =>
            [
                .. Normalised(16, 5, pooled: true),
                .. Normalised(32, 3, pooled: true),
                new Flatten(),
                new Dense(128, Activation.Relu),
                new Dense(classes),
            ],
            "accurate" => Accurate(classes),
            "ensemble" => (member % 3) switch
            {
                0 => Accurate(classes),
                1 => [new Deslant(), .. Accurate(classes)],
                _ => Finer(classes),
            },
            _ => throw Unknown(name),
        };
        return new Sequential(input, layers);
    }

    /// <summary>Whether a preset's network takes images of this size: those with more layers need larger ones.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">Shape of one image.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static bool Fits(string name, Shape input)
    {
        _ = Describe(name);
        try
        {
            _ = Create(name, input, classes: 2);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Layer[] Accurate(int classes) => Deep(classes, Normalised(32, 5, pooled: true));

    // Two convolutions see all pixels before the first pooling: about twice the work.
    private static Layer[] Finer(int classes) => Deep(classes, [.. Normalised(32, 3), .. Normalised(32, 3, pooled: true)]);

    private static Layer[] Deep(int classes, Layer[] first) =>
    [
        .. first,
        .. Normalised(64, 3),
        .. Normalised(64, 3, pooled: true),
        .. Normalised(128, 3, pooled: true, Padding.Same),
        new Flatten(),
        new Dropout(0.3),
        new Dense(classes),
    ];

    // Where it is pooled, normalised behind the pooling, on a quarter of the values; ReLU and max-pooling may change places.
    private static Layer[] Normalised(int filters, int kernel, bool pooled = false, Padding padding = Padding.Valid) =>
        pooled
            ? [new Conv2D(filters, kernel, padding: padding), new MaxPool2D(), new BatchNorm2D(), new Relu()]
            : [new Conv2D(filters, kernel, padding: padding), new BatchNorm2D(), new Relu()];

    private static ArgumentException Unknown(string name) =>
        new($"unknown model '{name}'; expected one of {string.Join(", ", Names)}", nameof(name));
}
