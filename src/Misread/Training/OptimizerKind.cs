namespace Misread.Training;

/// <summary>Which optimizer trains.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Training.Sgd"/> with momentum 0.9, Nesterov's.</summary>
    Sgd,

    /// <summary><see cref="Training.RmsProp"/> with Keras's defaults.</summary>
    RmsProp,

    /// <summary><see cref="Training.Adam"/> with its defaults.</summary>
    Adam,

    /// <summary><see cref="Training.Adam"/> with decoupled weight decay.</summary>
    AdamW,
}
