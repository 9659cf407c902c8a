// The completion scripts for the shells. They call `iteratr complete` and know no commands themselves.

const BASH = `# Completion of iteratr for bash. In ~/.bashrc:  eval "$(iteratr completion bash)"
_iteratr() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :file) compopt -o default 2>/dev/null ;;
      :directory) compopt -o dirnames 2>/dev/null ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${1/#\\~/$HOME}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _iteratr iteratr
`;

const ZSH = `#compdef iteratr
# Completion of iteratr for zsh. In ~/.zshrc, after compinit:  source <(iteratr completion zsh)
_iteratr() {
  local line
  local -a lines described
  lines=("\${(@f)$("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    case $line in
      :file) _files; return ;;
      :directory) _files -/; return ;;
      *$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) described+=("\${line//:/\\\\:}") ;;
    esac
  done
  _describe -V iteratr described
}
# Loaded from $fpath, this file is the body of the function.
if [[ $funcstack[1] == _iteratr ]]; then _iteratr "$@"; else compdef _iteratr iteratr; fi
`;

const FISH = `# Completion of iteratr for fish. In ~/.config/fish/config.fish:  iteratr completion fish | source
function __iteratr_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l lines ($words[1] complete -- $words[2..-1] "$token" 2>/dev/null)
    switch "$lines[1]"
        case :file
            __fish_complete_path "$token"
        case :directory
            __fish_complete_directories "$token"
        case '*'
            printf '%s\\n' $lines
    end
end
complete -c iteratr -f -k -a '(__iteratr_complete)'
`;

export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
