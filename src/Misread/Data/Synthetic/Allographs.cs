namespace Misread.Data;

/// <summary>The ways in which each digit is written, and the pairs of them that shade into each other.</summary>
internal static class Allographs
{
    private static readonly Dictionary<string, Allograph> ByName = new(StringComparer.Ordinal)
    {
        ["0 oval"] = Allograph.Parse(0, 4, "58,4 26,12 8,50 20,87 50,97 80,84 92,50 78,16 52,4"),
        ["0 overlapping"] = Allograph.Parse(0, 3, "66,10 42,4 16,30 12,68 36,96 68,90 86,56 76,20 52,5 38,12"),
        ["0 open"] = Allograph.Parse(0, 1, "52,8 26,22 16,60 36,95 68,90 82,54 74,22 62,8"),
        ["0 clockwise"] = Allograph.Parse(0, 2, "36,9 62,4 83,32 80,70 56,97 28,88 15,52 26,16 46,4"),
        ["0 round"] = Allograph.Parse(0, 3, "54,4 18,18 2,52 18,88 52,97 88,82 98,48 82,16 50,4 40,10"),

        ["1 plain"] = Allograph.Parse(1, 8, "50,2 50,50 50,98"),
        ["1 bent"] = Allograph.Parse(1, 3, "52,2 47,50 51,98"),
        ["1 serif"] = Allograph.Parse(1, 1, "34,24 43,16 53,3! 52,50 51,98"),
        ["1 foot"] = Allograph.Parse(1, 0.5, "32,22 53,4! 52,50 52,96 | 26,97 52,96 78,96"),

        ["2 swan"] = Allograph.Parse(2, 4, "18,26 34,6 62,4 78,22 70,46 44,74 16,94! 48,94 86,92"),
        ["2 loop"] = Allograph.Parse(2, 4, "16,22 36,4 66,8 76,30 60,62 34,90 17,95 16,82 32,78 56,90 88,94"),
        ["2 wide loop"] = Allograph.Parse(2, 2, "20,14 48,3 74,14 74,40 52,74 26,96 12,88 22,74 48,82 70,95 92,86"),
        ["2 flat"] = Allograph.Parse(2, 2, "14,18 40,4 74,12 74,36 44,66 14,93! 50,96 88,96"),
        ["2 hooked"] = Allograph.Parse(2, 2, "30,36 20,22 40,4 68,12 70,40 44,72 18,94 14,84 34,78 62,92 98,84"),
        ["2 wide foot"] = Allograph.Parse(2, 3, "26,24 46,6 66,12 64,36 42,66 18,90 10,82 28,74 60,88 98,82"),
        ["2 zig-zag"] = Allograph.Parse(2, 1.5, "14,17 44,8 72,14! 48,48 18,86! 54,86 98,81"),
        ["2 ring"] = Allograph.Parse(2, 2.5, "22,18 48,4 68,14 66,40 46,72 22,92 10,84 20,72 44,78 70,88 94,80"),

        ["3 round"] = Allograph.Parse(3, 4, "20,14 46,3 74,16 68,38 40,46! 72,54 80,77 54,97 17,87"),
        ["3 flat"] = Allograph.Parse(3, 1, "18,7 46,6 76,6! 44,42! 74,54 78,80 48,97 15,86"),
        ["3 knot"] = Allograph.Parse(3, 2, "20,14 50,4 72,20 56,43 37,48 42,40 68,51 80,74 56,97 16,88"),
        ["3 flowing"] = Allograph.Parse(3, 3, "24,10 56,4 74,20 60,42 42,48 62,53 78,74 56,96 20,90"),
        ["3 wide"] = Allograph.Parse(3, 2, "22,16 54,4 80,14 68,36 44,47! 68,54 74,76 44,97 4,88"),

        ["4 open"] = Allograph.Parse(4, 4, "26,5 22,32 18,54! 50,54 88,50 | 72,12 66,50 60,98"),
        ["4 bowl"] = Allograph.Parse(4, 3, "24,6 18,36 28,56 54,56 78,44 | 79,4 72,50 68,98"),
        ["4 closed"] = Allograph.Parse(4, 2, "62,4 36,34 12,66! 50,66 90,65 | 64,6 63,50 62,98"),
        ["4 lightning"] = Allograph.Parse(4, 2, "56,4 38,32 14,60! 50,59 84,57 | 62,34 60,66 57,98"),
        ["4 single"] = Allograph.Parse(4, 2, "22,8 19,42 42,53 68,40! 76,6! 71,50 66,98"),

        ["5 cap"] = Allograph.Parse(5, 4, "32,9 29,27 26,46! 54,40 74,60 62,88 36,97 12,86 | 32,8 58,8 88,4"),
        ["5 single"] = Allograph.Parse(5, 3, "82,5 56,6 32,8! 29,24 25,45! 54,37 80,60 68,90 38,97 12,88"),
        ["5 flowing"] = Allograph.Parse(5, 2, "82,6 44,8 30,22 36,42 64,54 75,74 56,95 18,93"),
        ["5 detached cap"] = Allograph.Parse(5, 2, "34,16 30,32 28,47! 60,43 78,64 64,91 20,96 | 44,9 64,8 88,5"),
        ["5 long cap"] = Allograph.Parse(5, 3, "42,14 36,30 31,46! 54,41 66,62 50,90 26,96 8,88 | 42,13 68,10 98,3"),

        ["6 round"] = Allograph.Parse(6, 3, "64,3 40,26 22,58 26,88 48,97 72,84 72,62 52,56 26,74"),
        ["6 straight"] = Allograph.Parse(6, 4, "56,2 36,34 22,70 36,96 62,90 72,70 54,59 28,80"),
        ["6 small loop"] = Allograph.Parse(6, 3, "52,2 30,34 18,72 34,97 62,92 70,74 50,66 22,86"),
        ["6 curled"] = Allograph.Parse(6, 1.5, "72,10 50,4 26,34 18,72 40,97 70,86 70,62 46,54 20,72"),
        ["6 wide loop"] = Allograph.Parse(6, 2, "40,2 24,30 14,66 28,95 62,94 88,74 70,58 42,68 24,88"),

        ["7 plain"] = Allograph.Parse(7, 4, "14,11 48,8 82,7! 64,48 46,98"),
        ["7 barred"] = Allograph.Parse(7, 1.2, "14,11 48,8 83,7! 62,48 44,98 | 26,54 52,52 78,50"),
        ["7 curved"] = Allograph.Parse(7, 3, "14,16 40,8 82,8! 60,44 50,98"),
        ["7 serif"] = Allograph.Parse(7, 2, "16,38 19,14! 50,11 82,8! 62,48 48,98"),
        ["7 wave"] = Allograph.Parse(7, 1.5, "12,18 32,6 56,14 84,6! 56,50 44,98"),
        ["7 slanting"] = Allograph.Parse(7, 4, "8,20 42,13 90,7! 60,48 30,98"),
        ["7 short top"] = Allograph.Parse(7, 2, "20,20 30,12 54,10 74,6! 60,44 46,98"),

        ["8 s"] = Allograph.Parse(8, 4, "74,15 48,3 26,20 46,45 72,68 66,91 42,97 22,82 36,58 64,40 77,20 66,7"),
        ["8 circles"] = Allograph.Parse(8, 1.5, "52,46 27,28 48,4 75,24 52,46 | 52,46 22,72 50,97 79,70 50,46"),
        ["8 upright"] = Allograph.Parse(8, 3, "64,8 36,6 28,27 52,47 75,74 50,97 24,78 42,52 70,28 62,7"),
        ["8 open"] = Allograph.Parse(8, 3, "84,10 52,4 30,22 48,45 64,70 48,96 26,84 44,54 84,14"),
        ["8 slim"] = Allograph.Parse(8, 2, "78,14 54,3 34,20 48,44 62,68 46,97 26,84 44,56 66,36 80,18 70,6"),

        ["9 straight"] = Allograph.Parse(9, 4, "74,18 52,4 24,14 20,36 44,46 70,34 76,12! 71,54 64,98"),
        ["9 curved"] = Allograph.Parse(9, 1.5, "74,22 50,4 22,20 26,44 52,50 73,30 77,14 74,60 56,94 32,94"),
        ["9 leaning"] = Allograph.Parse(9, 3, "72,13 44,4 22,26 36,48 66,38 75,10! 70,50 58,97"),
        ["9 loop"] = Allograph.Parse(9, 2, "70,28 68,8 40,4 22,24 36,44 62,36 71,22 66,60 52,98"),
        ["9 flag"] = Allograph.Parse(9, 2, "66,26 58,6 34,8 22,30 42,44 62,26 68,14! 66,50 60,98"),
    };

    /// <summary>Pairs whose strokes correspond, so that a drawing halfway between them could be either.</summary>
    public static IReadOnlyList<(Allograph A, Allograph B)> LookAlikes { get; } =
    [
        Pair("4 single", "9 straight"),
        Pair("4 single", "9 leaning"),
        Pair("1 plain", "7 curved"),
        Pair("1 serif", "7 plain"),
        Pair("7 plain", "9 leaning"),
        Pair("3 flowing", "5 flowing"),
        Pair("3 round", "5 single"),
        Pair("0 oval", "6 round"),
        Pair("0 open", "6 curled"),
        Pair("5 flowing", "6 curled"),
        Pair("1 bent", "6 small loop"),
    ];

    /// <summary>The allographs of each digit, 0 … 9.</summary>
    public static IReadOnlyList<Allograph[]> OfDigit { get; } =
        [.. Enumerable.Range(0, 10).Select(digit => ByName.Values.Where(a => a.Digit == digit).ToArray())];

    private static (Allograph A, Allograph B) Pair(string a, string b) => (ByName[a], ByName[b]);
}
