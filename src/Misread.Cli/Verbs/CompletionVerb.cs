using System.CommandLine;

namespace Misread.Cli.Verbs;

/// <summary><c>misread completion</c>: the script by which a shell completes verbs, options and values.</summary>
internal sealed class CompletionVerb : Verb
{
    private const string Bash = """
        _misread() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(misread "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _misread misread
        """;

    private const string Zsh = """
        #compdef misread
        _misread() {
            local -a found
            found=("${(@f)$(misread "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a found || _files
        }
        compdef _misread misread
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName misread -ScriptBlock {
            param($word, $line, $position)
            misread "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    private static readonly string[] Shells = ["bash", "zsh", "pwsh"];

    private static readonly Argument<string> Shell = new("shell") { HelpName = "SHELL", Description = $"One of {string.Join(", ", Shells)}." };

    static CompletionVerb() => Shell.AcceptOnlyFromAmong(Shells);

    public CompletionVerb()
        : base("completion", "Prints the script by which a shell completes verbs, options and values.")
    {
        Arguments.Add(Shell);
        SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetValue(Shell) switch { "bash" => Bash, "zsh" => Zsh, _ => PowerShell });
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread completion bash", "for bash: source <(misread completion bash)"),
        new("misread completion zsh", "for zsh: source <(misread completion zsh)"),
        new("misread completion pwsh", "for PowerShell: misread completion pwsh | Out-String | Invoke-Expression"),
    ];
}
