using Misread.IO;

namespace Misread.Onnx;

/// <summary>How a model's outputs and a data set's classes go together.</summary>
/// <param name="ClassNames">The data set's classes, then those that only the model knows.</param>
/// <param name="Columns"><c>[K]</c> for each of <paramref name="ClassNames"/> the model's output.</param>
/// <param name="ByName">Whether names told it; else the order did.</param>
public sealed record ClassMatch(IReadOnlyList<string> ClassNames, IReadOnlyList<int> Columns, bool ByName)
{
    /// <summary>Matches by name (case, spaces, hyphens and underscores apart), or, where the model has no names, by order.</summary>
    /// <param name="model">The model's names in the order of its outputs; <see langword="null"/>, or numbers, where it has none.</param>
    /// <param name="outputs">Number of the model's classes.</param>
    /// <param name="data">The data set's names.</param>
    /// <exception cref="DataFormatException">A class of the data set is none of the model's, or without names the numbers differ.</exception>
    public static ClassMatch Of(IReadOnlyList<string>? model, int outputs, IReadOnlyList<string> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (model is null || (IsNumbered(model) && !IsNumbered(data)))
        {
            return outputs == data.Count
                ? new ClassMatch([.. data], [.. Enumerable.Range(0, outputs)], ByName: false)
                : throw new DataFormatException($"the model has {outputs} classes without names, the data set {data.Count} ({Some(data)}); give the names of the model's classes.");
        }

        var byName = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int k = 0; k < model.Count; k++)
        {
            if (!byName.TryAdd(Plain(model[k]), k))
                throw new DataFormatException($"two of the model's classes are named '{model[k]}'; each needs a name of its own.");
        }

        string[] unknown = [.. data.Where(name => !byName.ContainsKey(Plain(name)))];
        if (unknown.Length > 0)
            throw new DataFormatException($"the model does not know {unknown.Length} of the data set's classes ({Some(unknown)}); it knows {Some(model)}. Give its classes the data set's names.");
        int[] known = [.. data.Select(name => byName[Plain(name)])];
        int[] rest = [.. Enumerable.Range(0, model.Count).Except(known)];
        return new ClassMatch([.. data, .. rest.Select(k => model[k])], [.. known, .. rest], ByName: true);
    }

    /// <summary>The same probabilities with columns in the order of <see cref="ClassNames"/>.</summary>
    /// <param name="probabilities"><c>[N,K]</c> in the order of the model's outputs.</param>
    public float[] Reorder(float[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        int classes = Columns.Count;
        float[] result = new float[probabilities.Length];
        for (int i = 0; i < probabilities.Length; i += classes)
        {
            for (int k = 0; k < classes; k++)
                result[i + k] = probabilities[i + Columns[k]];
        }

        return result;
    }

    private static string Plain(string name) => name.Trim().Replace('_', ' ').Replace('-', ' ');

    // "0", "1", … or Hugging Face's LABEL_0, LABEL_1, …: no names.
    private static bool IsNumbered(IReadOnlyList<string> names)
    {
        for (int k = 0; k < names.Count; k++)
        {
            string number = names[k].StartsWith("LABEL_", StringComparison.Ordinal) ? names[k][6..] : names[k];
            if (number != k.ToString(System.Globalization.CultureInfo.InvariantCulture))
                return false;
        }

        return true;
    }

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? " …" : "");
}
