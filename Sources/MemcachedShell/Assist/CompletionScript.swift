/// How bash, zsh and fish complete the words of a command line: each asks `mcsh --complete WORD...`, so that all three
/// know what the program knows. The answer has a line for each word, with a tab and a summary behind it, or `:files`.
package enum CompletionScript: String, CaseIterable, Sendable {
    case bash, zsh, fish

    package var text: String {
        switch self {
        case .bash: CompletionScript.bashText
        case .zsh: CompletionScript.zshText
        case .fish: CompletionScript.fishText
        }
    }

    /// bash takes words apart at colons and equals signs; they are put together again here.
    private static let bashText = #"""
        # Completes mcsh's options and statements in bash.
        _mcsh() {
            local rest=${COMP_LINE:0:COMP_POINT} index before piece= line
            local -a words=()
            for ((index = 0; index <= COMP_CWORD; index++)); do
                before=${rest%%[![:space:]]*}
                rest=${rest#"$before"}
                piece=${COMP_WORDS[index]}
                if ((index == COMP_CWORD)); then piece=$rest; fi
                rest=${rest#"$piece"}
                if [[ -z $before && ${#words[@]} -gt 0 ]]; then
                    words[${#words[@]} - 1]+=$piece
                else
                    words+=("$piece")
                fi
            done
            local last=${words[${#words[@]} - 1]}
            local glued=${last%"$piece"}
            COMPREPLY=()
            while IFS= read -r line; do
                if [[ $line == :files ]]; then
                    compopt -o default
                    return
                fi
                line=${line%%$'\t'*}
                COMPREPLY+=("${line#"$glued"}")
            done < <("${words[0]}" --complete "${words[@]:1}" 2>/dev/null)
        }
        complete -F _mcsh mcsh

        """#

    private static let zshText = #"""
        #compdef mcsh
        # Completes mcsh's options and statements in zsh.
        _mcsh() {
            local -a lines
            lines=("${(@f)$("${(Q)words[1]}" --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ $lines[1] == :files ]]; then
                _files
                return
            fi
            lines=("${(@)lines//:/\\:}")
            lines=("${(@)lines//$'\t'/:}")
            _describe -t words mcsh lines
        }
        _mcsh "$@"

        """#

    private static let fishText = #"""
        # Completes mcsh's options and statements in fish.
        function __mcsh_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l found (command $words[1] --complete $words[2..-1] 2>/dev/null)
            if test "$found[1]" = :files
                __fish_complete_path (commandline -ct)
            else
                printf '%s\n' $found
            end
        end
        complete -c mcsh -f -a '(__mcsh_complete)'

        """#
}
