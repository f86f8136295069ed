#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Diagnostics;
using System.Globalization;
using Misread.Data;
using Misread.Imaging;
using Misread.Numerics;
using Misread.Training;

// Draws digits as training distorts them, to be looked at, and tells what a distortion costs:
//
//     MISREAD_DATA=… dotnet run -c Release bench/augmentation-sheet.cs -- SHEET.png [AUGMENTATION…]

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/augmentation-sheet.cs -- SHEET.png [AUGMENTATION…]");
    return 2;
}

const int Digits = 6;
(string Name, Augmentation Strength)[] columns =
[
    .. (args.Length > 1 ? args[1..] : ["none", "shift=2", "rotate=15", "scale=0.15", "shear=0.2", "elastic=34", "accurate"])
        .Select(name => (name, name == "accurate" ? TrainingOptions.ForPreset(name).Augmentation : Augmentation.Parse(name))),
];
Dataset images = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("train");
var tiles = new List<ContactSheetTile>();
for (int i = 0; i < Digits; i++)
{
    foreach ((string name, Augmentation strength) in columns)
    {
        byte[] image = strength.Apply(images.Image(i), images.Height, images.Width, new Prng(1, i));
        tiles.Add(new ContactSheetTile(new Bitmap(images.Width, images.Height, 1, image), [name]));
    }
}

PngEncoder.Write(args[0], ContactSheet.Render(tiles, new ContactSheetOptions { Columns = columns.Length }));
foreach ((string name, Augmentation strength) in columns)
{
    var distorter = new Distorter(strength, images.Height, images.Width);
    var random = new Prng(1);
    byte[] result = new byte[images.Height * images.Width];
    double shortest = double.PositiveInfinity;
    for (int round = 0; round < 20; round++)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < 1000; i++)
            distorter.Apply(images.Image(i), random, result);
        shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(began).TotalMicroseconds / 1000);
    }

    Console.WriteLine($"{name}: {shortest:F2} µs an image");
}

return 0;
