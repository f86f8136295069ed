namespace Misread.Onnx;

/// <summary>What a model says of some images.</summary>
/// <param name="Count">Number of images, N.</param>
/// <param name="Probabilities"><c>[N,K]</c>, each row summing to 1; empty for a model that only gives features.</param>
/// <param name="Features"><c>[N,F]</c> what the last layer reads; <see langword="null"/> where the model has none or was not asked.</param>
public sealed record OnnxAnswer(int Count, float[] Probabilities, float[]? Features);
