namespace Misread.Data;

/// <summary>The data sets that are known by name.</summary>
public static class CatalogEntries
{
    private static readonly string[] Digits = DatasetAssembly.Numbered(10);

    /// <summary>MNIST from its public mirrors.</summary>
    public static CatalogEntry Mnist { get; } = new(
        "mnist",
        "70,000 handwritten digits, 28×28",
        "LeCun, Cortes and Burges, CC BY-SA 3.0",
        Digits,
        [
            MnistFile("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            MnistFile("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            MnistFile("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            MnistFile("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ]);

    /// <summary>The test half of UCI's optical recognition of handwritten digits, which scikit-learn calls digits.</summary>
    public static CatalogEntry UciDigits { get; } = new(
        "digits",
        "1,797 handwritten digits, 8×8",
        "Alpaydin and Kaynak, UCI, CC BY 4.0",
        Digits,
        [
            new CatalogFile(
                "digits.csv",
                264_712,
                "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
                [new Uri("https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/optdigits.tes")]),
        ]);

    /// <summary>The built-in digits, which need neither disk nor network.</summary>
    public static CatalogEntry Synthetic { get; } = new(
        SyntheticDigits.Name,
        "30,000 generated digits, 28×28, with planted label errors",
        "generated here; no licence needed",
        Digits,
        [])
    {
        Generate = () => SyntheticDigits.Create(),
    };

    /// <summary>All of them, in the order of the list.</summary>
    public static IReadOnlyList<CatalogEntry> All { get; } = [Mnist, UciDigits, Synthetic];

    private static CatalogFile MnistFile(string name, long length, string sha256) => new(
        name + ".gz",
        length,
        sha256,
        [
            new Uri($"https://storage.googleapis.com/cvdf-datasets/mnist/{name}.gz"),
            new Uri($"https://ossci-datasets.s3.amazonaws.com/mnist/{name}.gz"),
        ]);
}
