using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Nn;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// The state of a training between two steps, complete enough to continue to the same bits: weights, optimizer state,
/// averaged and best weights, the position, the sums of the epoch and the history. Shuffles and dropout follow from the seed and the
/// position.
/// </summary>
internal sealed record Checkpoint
{
    private const string Format = "misread-checkpoint-1";
    private const string AverageName = "average";
    private const string DynamicsTensor = "dynamics";

    /// <summary>Which network this is, of those that the training consists of.</summary>
    public required string Identity { get; init; }

    /// <summary>Finished epochs.</summary>
    public int Epoch { get; init; }

    /// <summary>Finished steps of the current epoch.</summary>
    public int Step { get; init; }

    /// <summary>Sum of the losses of the current epoch's finished steps.</summary>
    public double Loss { get; init; }

    /// <summary>Images read right in the current epoch's finished steps.</summary>
    public int Hits { get; init; }

    /// <summary>Seconds that the current epoch has taken.</summary>
    public double Seconds { get; init; }

    /// <summary>Steps that the optimizer has taken.</summary>
    public int OptimizerSteps { get; init; }

    /// <summary>Epoch with the lowest validation loss so far; 0 for none.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Finished epochs' records.</summary>
    public required List<EpochRecord> History { get; init; }

    /// <summary>What decides the bits of a training and of all its members: the layers, the settings and a SHA-256 of its rows.</summary>
    /// <param name="model">The layers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="train">The training rows, and behind them those given for validation.</param>
    /// <param name="validationRows">How many those are.</param>
    public static string IdentityOf(string model, TrainingOptions options, Dataset train, int validationRows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> label = stackalloc byte[4];
        int trained = train.Count - validationRows;
        int used = Math.Min(options.TrainSize ?? trained, trained);
        foreach (int row in Enumerable.Range(0, used).Concat(Enumerable.Range(trained, validationRows)))
        {
            hash.AppendData(train.Image(row));
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(label, train.Label(row));
            hash.AppendData(label);
        }

        string given = validationRows == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" validation-rows={validationRows}");
        return $"model={model} {options.Identity} data={Convert.ToHexStringLower(hash.GetHashAndReset())}{given}";
    }

    /// <summary>Writes the state whole or not at all.</summary>
    public void Write(string path, Sequential network, Optimizer optimizer, WeightAverage? average, float[][]? best, TrainingDynamics? dynamics = null)
    {
        List<SafeTensor> tensors = ParameterTensors.Copy(network);
        for (int i = 0; i < optimizer.State.Count; i++)
        {
            float[] state = optimizer.State[i].Span.ToArray();
            tensors.Add(new SafeTensor("optimizer." + optimizer.StateNames[i], [state.Length], state));
        }

        if (average is not null)
            tensors.Add(new SafeTensor(AverageName, [average.Mean.Length], average.Mean.Span.ToArray()));
        if (best is not null)
            tensors.AddRange(network.Parameters().Select((p, i) => new SafeTensor("best." + p.Name, p.Parameter.Shape, best[i])));
        if (dynamics is not null)
            tensors.Add(new SafeTensor(DynamicsTensor, [dynamics.Count, TrainingDynamics.StateSize], dynamics.State.ToArray()));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["state"] = JsonSerializer.Serialize(this, CheckpointJson.Default.Checkpoint),
        };
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>Reads a state back into a network and an optimizer of the same training.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="identity">Which training is to be continued.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch of that training.</param>
    /// <param name="network">Receives the weights.</param>
    /// <param name="optimizer">Receives its state.</param>
    /// <param name="average">Receives the mean of the weights, if the training takes one.</param>
    /// <param name="best">Receives the best weights, parameter by parameter, or null.</param>
    /// <exception cref="DataFormatException">The file is malformed or belongs to another training.</exception>
    public static Checkpoint Read(string path, string identity, int stepsPerEpoch, Sequential network, Optimizer optimizer, WeightAverage? average, out float[][]? best)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        Checkpoint? state = null;
        if (file.Metadata.GetValueOrDefault("format") == Format)
        {
            try
            {
                state = JsonSerializer.Deserialize(file.Metadata.GetValueOrDefault("state", ""), CheckpointJson.Default.Checkpoint);
            }
            catch (JsonException e)
            {
                throw new DataFormatException($"{path}: the state of the checkpoint is unreadable: {e.Message}; delete it.", e);
            }
        }

        if (state?.Identity is null)
            throw new DataFormatException($"{path}: this is not a checkpoint of a training; delete it.");
        if (state.Identity != identity)
            throw new DataFormatException($"{path}: the checkpoint belongs to another training; delete it.");
        if (!state.IsConsistent(stepsPerEpoch))
            throw new DataFormatException($"{path}: epochs, steps and history of the checkpoint contradict each other; delete it.");
        ParameterTensors.Restore(network, file, "", path);
        for (int i = 0; i < optimizer.State.Count; i++)
        {
            if (!TryRestore(file, "optimizer." + optimizer.StateNames[i], optimizer.State[i]))
                throw new DataFormatException($"{path}: the optimizer's state is missing, has another size or is not finite; delete the checkpoint.");
        }

        if (average is not null && !TryRestore(file, AverageName, average.Mean))
            throw new DataFormatException($"{path}: the averaged weights are missing, have another size or are not finite; delete the checkpoint.");

        optimizer.Steps = state.OptimizerSteps;
        best = null;
        if (state.BestEpoch > 0)
        {
            var byName = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
            best = [.. network.Parameters().Select(p => byName.TryGetValue("best." + p.Name, out SafeTensor? t) && t.Values.Length == p.Parameter.Length && t.Values.All(float.IsFinite)
                ? t.Values
                : throw new DataFormatException($"{path}: the best weights are incomplete; delete the checkpoint."))];
        }

        return state;
    }

    private static bool TryRestore(SafetensorsFile file, string name, AlignedBuffer destination)
    {
        SafeTensor? tensor = file.Tensors.FirstOrDefault(t => t.Name == name);
        if (tensor is null || tensor.Values.Length != destination.Length || tensor.Values.Any(v => !float.IsFinite(v)))
            return false;
        tensor.Values.CopyTo(destination.Span);
        return true;
    }

    /// <summary>Reads back what was recorded of each row.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="dynamics">Receives it.</param>
    /// <param name="epochs">Finished epochs.</param>
    /// <param name="recorded">Rows of the next epoch that have passed.</param>
    /// <exception cref="DataFormatException">It is missing or impossible.</exception>
    public static void ReadDynamics(string path, TrainingDynamics dynamics, int epochs, int recorded)
    {
        SafeTensor? tensor = SafetensorsFile.Read(path).Tensors.FirstOrDefault(t => t.Name == DynamicsTensor);
        if (tensor is null || !dynamics.TryRestore(tensor.Values, epochs, recorded))
            throw new DataFormatException($"{path}: the training dynamics are missing or impossible; delete the checkpoint.");
    }

    // A file may be well-formed and yet tell of a position that no training reaches.
    private bool IsConsistent(int stepsPerEpoch) =>
        History is not null && !History.Contains(null!) && Epoch >= 0 && Epoch == History.Count
        && Step >= 0 && Step <= stepsPerEpoch && OptimizerSteps == ((long)Epoch * stepsPerEpoch) + Step
        && BestEpoch >= 0 && BestEpoch <= Epoch && (BestEpoch == 0 || History[BestEpoch - 1].ValidationLoss is not null)
        && Hits >= 0 && double.IsFinite(Loss) && Seconds >= 0 && double.IsFinite(Seconds);
}

// A validation loss may be infinite or not a number while the training goes on.
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Checkpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
