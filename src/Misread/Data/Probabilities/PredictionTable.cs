using Misread.IO;

namespace Misread.Data;

/// <summary>What a table of predictions holds, column by column.</summary>
/// <param name="Source">The file.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Images">What names the image of each row, or <see langword="null"/>.</param>
/// <param name="Labels">The given class of each row, or <see langword="null"/>.</param>
/// <param name="Predicted">The class that is read in each row, or <see langword="null"/>.</param>
/// <param name="Confidence">The probability of that, NaN where there is none, or <see langword="null"/>.</param>
/// <param name="Scores"><c>[N,K]</c> numbers, one a class, or <see langword="null"/>.</param>
/// <param name="ClassNames">K names of these columns, or <see langword="null"/> when they have none.</param>
/// <param name="Notices">What a person has to know of it, a sentence each.</param>
internal sealed record PredictionTable(
    string Source, int Count, string[]? Images, string[]? Labels, string[]? Predicted, double[]? Confidence,
    ProbabilityMatrix? Scores, IReadOnlyList<string>? ClassNames, IReadOnlyList<string> Notices)
{
    /// <summary>Reads a table of probabilities or of the classes that were read.</summary>
    /// <param name="path">CSV or JSON Lines.</param>
    /// <param name="classes">The data set's classes, where it is known.</param>
    /// <exception cref="DataFormatException">It is not such a table.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PredictionTable Read(string path, IReadOnlyList<string>? classes = null)
    {
        using RecordReader records = RecordReader.Open(path);
        var gathered = new Columns(records, classes);
        gathered.ReadAll();
        return gathered.Table();
    }

    /// <summary>Reads labels: one a line, or the column called so, with what names the images beside it.</summary>
    public static GivenLabels ReadLabels(string path)
    {
        using RecordReader records = RecordReader.Open(path);
        var gathered = new Columns(records, null, labelsOnly: true);
        gathered.ReadAll();
        return gathered.OnlyLabels();
    }

    /// <summary>The columns while they are read.</summary>
    private sealed class Columns(RecordReader records, IReadOnlyList<string>? classes, bool labelsOnly = false)
    {
        private readonly List<string> _images = [];
        private readonly List<string> _labels = [];
        private readonly List<string> _predicted = [];
        private readonly List<double> _confidence = [];
        private readonly List<double> _scores = [];
        private readonly Dictionary<string, string> _pool = new(StringComparer.Ordinal);
        private ColumnRoles _roles = null!;
        private int _width;
        private int _image = -1;
        private int _rows;

        public void ReadAll()
        {
            if (!records.Read())
                throw new DataFormatException($"{records.Source}: expected rows of {(labelsOnly ? "labels" : "probabilities")}, found none.");
            _width = records.Count;
            bool named = records.Names is not null;
            if (named)
            {
                Settle(records.Names!, Cells(), named: true);
                Add();
            }
            else
            {
                // The first record is told from the second, which the reader then stands on; so its own cells are kept.
                string[] first = Cells();
                long line = records.Line;
                bool more = records.Read();
                Settle(first, more ? Cells() : null, named: false);
                if (!_roles.HasHeader)
                    Add(first, line);
                if (!more)
                    return;
                Add();
            }

            while (records.Read())
                Add();
        }

        public PredictionTable Table()
        {
            if (_rows == 0)
                throw new DataFormatException($"{records.Source}: expected rows of probabilities, found none.");
            bool scores = _roles.Scores.Count > 0;
            if (!scores && _roles.Predicted < 0)
            {
                string[] found = [.. _roles.PassedOver];
                throw new DataFormatException(
                    $"{records.Source}: line 1: expected a column for each class (its name, or p_NAME), or a column 'predicted' with the class that was read{(found.Length > 0 ? $"; found {ClassMatch.Listed(found)}" : "")}.");
            }

            List<string> notices = [];
            if (_roles.PassedOver.Count > 0)
                notices.Add($"{records.Source}: {(_roles.PassedOver.Count == 1 ? "the column" : "the columns")} {ClassMatch.Listed(_roles.PassedOver)} {(_roles.PassedOver.Count == 1 ? "is" : "are")} passed over.");
            // The file whose rows these were names none of them.
            bool oneName = _rows > 1 && _image >= 0 && _images.TrueForAll(name => name == _images[0]);
            if (oneName)
                notices.Add($"{records.Source}: every row names '{_images[0]}', so rows are known by their order.");
            return new PredictionTable(
                records.Source,
                _rows,
                _image < 0 || oneName ? null : [.. _images],
                _roles.Label < 0 ? null : [.. _labels],
                _roles.Predicted < 0 ? null : [.. _predicted],
                _roles.Confidence < 0 || scores ? null : [.. _confidence],
                scores ? new DoubleProbabilities([.. _scores], _roles.Scores.Count, records.Source) : null,
                _roles.ClassNames,
                notices);
        }

        public GivenLabels OnlyLabels() => new(_labels, _image < 0 ? null : _images, []);

        private void Settle(string[] first, string[]? second, bool named)
        {
            if (named && second is not null)
                _width = first.Length;
            _roles = ColumnRoles.Of(first, second, named, classes);
            if (labelsOnly)
            {
                _roles = LabelsAlone(first);
                _image = _roles.Images.Count > 0 ? _roles.Images[0] : -1;
                return;
            }

            _image = _roles.Images.Count > 0 ? _roles.Images[0] : -1;
            foreach (string name in _roles.ClassNames ?? [])
            {
                if (_roles.ClassNames!.Count(n => n == name) > 1)
                    throw new DataFormatException($"{records.Source}: line 1: expected one column for a class, found '{name}' twice.");
            }
        }

        private ColumnRoles LabelsAlone(string[] first)
        {
            if (_roles is { HasHeader: true, Label: >= 0 })
                return _roles;
            if (first.Length > 2 || (first.Length == 2 && _roles.Images is not [0]))
                throw new DataFormatException($"{records.Source}: line 1: expected one column, or one named 'label', found {first.Length} columns.");
            // A single column may be called anything; a lone word over numbers is its name.
            bool header = _roles.HasHeader && (_roles.Images.Count > 0 || first.Length == 1) && IsName(first[^1]);
            return new ColumnRoles(header, first.Length == 2 ? [0] : [], first.Length - 1, -1, -1, [], null, []);

            bool IsName(string cell) => ColumnRoles.IsLabelName(cell) || (!RecordReader.TryParse(cell, out _) && records.Count > 0 && RecordReader.TryParse(records.Cell(records.Count - 1), out _));
        }

        private string[] Cells() => [.. Enumerable.Range(0, records.Count).Select(records.Cell)];

        private void Add()
        {
            if (records.Count != _width)
                throw new DataFormatException($"{records.Source}: line {records.Line}: expected {_width} cells as in the first line, found {records.Count}.");
            foreach (int c in _roles.Scores)
                _scores.Add(Number(c));
            if (_roles.Confidence >= 0)
                _confidence.Add(records.TryNumber(_roles.Confidence, out double value) ? value : double.NaN);
            Add(_roles.Label, _labels, records.Cell);
            Add(_roles.Predicted, _predicted, records.Cell);
            if (_image >= 0)
                _images.Add(records.Cell(_image));
            _rows++;
        }

        /// <summary>The first record of a table without names.</summary>
        private void Add(string[] cells, long line)
        {
            foreach (int c in _roles.Scores)
            {
                _scores.Add(RecordReader.TryParse(cells[c], out double value)
                    ? value
                    : throw new DataFormatException($"{records.Source}: line {line}: expected a number in cell {c + 1}, found '{cells[c]}'."));
            }

            Add(_roles.Label, _labels, c => cells[c]);
            Add(_roles.Predicted, _predicted, c => cells[c]);
            if (_image >= 0)
                _images.Add(cells[_image]);
            _rows++;
        }

        private double Number(int column)
        {
            if (records.TryNumber(column, out double value) && !double.IsNaN(value) && !double.IsPositiveInfinity(value))
                return value;
            throw records.Bad(column, "a finite number");
        }

        private void Add(int column, List<string> into, Func<int, string> cell)
        {
            if (column < 0)
                return;
            string text = cell(column);
            if (!_pool.TryGetValue(text, out string? pooled))
                _pool.Add(text, pooled = text);
            into.Add(pooled);
        }
    }
}
