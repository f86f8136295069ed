using System.Threading.Channels;
using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>
/// Asks a model about many images: while it works on one batch, the next ones are read and prepared. Memory does not grow
/// with the number of images, but for the answers.
/// </summary>
/// <remarks>Thread-safe. The answers do not depend on the number of threads that prepare.</remarks>
public sealed class OnnxPredictor
{
    private const int BatchesAhead = 2;
    private const int MaxBatchValues = 1 << 25;

    private readonly OnnxModel _model;
    private readonly Preprocessing _rule;

    /// <summary>Joins a model and the way its images are prepared.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rule">How an image becomes its input.</param>
    /// <exception cref="ArgumentException">Size or channels are not the model's.</exception>
    public OnnxPredictor(OnnxModel model, Preprocessing rule)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rule);
        OnnxInput input = model.Input;
        bool fits = input.Layout == OnnxLayout.Flat
            ? input.Values == 0 || input.Values == rule.Size
            : (input.Height == 0 || input.Height == rule.Height) && (input.Width == 0 || input.Width == rule.Width) && (input.Channels == 0 || input.Channels == rule.ChannelCount);
        if (!fits)
            throw new ArgumentException($"the model reads {input}, but images are prepared as {rule.Height}×{rule.Width} with {rule.ChannelCount} channel{(rule.ChannelCount == 1 ? "" : "s")}", nameof(rule));
        _model = model;
        _rule = rule;
    }

    /// <summary>Images a batch, 1 or more; fewer where images are very large.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Images that are read and prepared at a time, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Asks about every image.</summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="image">Gives image i, of any size; called from several threads.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="IO.DataFormatException">The model fails on an image.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public OnnxAnswer Predict(int count, Func<int, Bitmap> image, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        int batch = Math.Clamp(MaxBatchValues / _rule.Size, 1, Math.Max(1, Batch));
        float[] probabilities = new float[checked(count * _model.ClassCount)];
        float[]? features = _model.FeatureCount > 0 ? new float[checked(count * _model.FeatureCount)] : null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ready = Channel.CreateBounded<(int Start, int Count, float[] Values)>(BatchesAhead);
        var free = Channel.CreateUnbounded<float[]>();
        for (int i = 0; i < BatchesAhead + 2; i++)
            free.Writer.TryWrite(new float[batch * _rule.Size]);
        Task preparing = Task.Run(() => Prepare(count, batch, image, ready.Writer, free.Reader, ended.Token), CancellationToken.None);
        try
        {
            foreach ((int start, int images, float[] values) in ready.Reader.ReadAllAsync(ended.Token).ToBlockingEnumerable(ended.Token))
            {
                OnnxAnswer answer = _model.Run(values, images, _rule.Height, _rule.Width, _rule.ChannelCount);
                answer.Probabilities.CopyTo(probabilities, start * _model.ClassCount);
                answer.Features?.CopyTo(features!, start * _model.FeatureCount);
                free.Writer.TryWrite(values);
                progress?.Report(start + images);
            }
        }
        finally
        {
            ended.Cancel();
            ((IAsyncResult)preparing).AsyncWaitHandle.WaitOne();
        }

        cancel.ThrowIfCancellationRequested();
        return new OnnxAnswer(count, probabilities, features);
    }

    // A failure goes to the reader as the end of the channel.
    private async Task Prepare(int count, int batch, Func<int, Bitmap> image, ChannelWriter<(int Start, int Count, float[] Values)> ready, ChannelReader<float[]> free, CancellationToken cancel)
    {
        Exception? failure = null;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Threads), CancellationToken = cancel };
            for (int start = 0; start < count; start += batch)
            {
                float[] values = await free.ReadAsync(cancel);
                int first = start;
                int images = Math.Min(batch, count - start);
                Parallel.For(0, images, options, i => _rule.Write(_rule.Fit(image(first + i)), _model.Input.Layout, values.AsSpan(i * _rule.Size, _rule.Size)));
                await ready.WriteAsync((start, images, values), cancel);
            }
        }
        catch (AggregateException e)
        {
            failure = e.InnerExceptions[0];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = e;
        }

        ready.Complete(failure);
    }
}
