namespace Misread.Cli;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class Spelling
{
    /// <summary><c> (did you mean 'x'?)</c> for the nearest known name within a third of its length; else nothing.</summary>
    public static string Suggest(string typed, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(typed, name);
            if (distance < bestDistance)
                (best, bestDistance) = (name, distance);
        }

        return best is not null && bestDistance <= Math.Max(1, best.Length / 3) ? $" (did you mean '{best}'?)" : "";
    }

    /// <summary>Edit distance (Levenshtein 1966): insertions, deletions and substitutions cost 1 each.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
