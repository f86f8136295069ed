using Misread.Formats;
using Misread.IO;
using Misread.Nn;

namespace Misread.Training;

/// <summary>Moves a network's parameters into and out of files.</summary>
internal static class ParameterTensors
{
    /// <summary>Copies of all parameters, running statistics included.</summary>
    public static List<SafeTensor> Copy(Sequential network, string prefix = "") =>
        [.. network.Parameters().Select(p => new SafeTensor(prefix + p.Name, p.Parameter.Shape, p.Parameter.Values.ToArray()))];

    /// <summary>Sets all parameters from the file's tensors of the same names and shapes.</summary>
    /// <exception cref="DataFormatException">A tensor is missing, has another shape, or holds a value that is not finite.</exception>
    public static void Restore(Sequential network, SafetensorsFile file, string prefix, string source)
    {
        var byName = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in network.Parameters())
        {
            if (!byName.TryGetValue(prefix + name, out SafeTensor? tensor))
                throw new DataFormatException($"{source}: tensor '{prefix + name}' is missing.");
            if (!tensor.Shape.SequenceEqual(parameter.Shape))
                throw new DataFormatException($"{source}: tensor '{prefix + name}' should have shape [{string.Join(", ", parameter.Shape)}], found [{string.Join(", ", tensor.Shape)}].");
            foreach (float value in tensor.Values)
            {
                if (!float.IsFinite(value))
                    throw new DataFormatException($"{source}: tensor '{prefix + name}' holds {value}; expected finite numbers.");
            }

            tensor.Values.CopyTo(parameter.Values);
        }
    }
}
