#compdef iteratr
# Completion of iteratr for zsh. In ~/.zshrc, after compinit:  source <(iteratr completion zsh)
_iteratr() {
  local line
  local -a lines described
  lines=("${(@f)$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    case $line in
      :file) _files; return ;;
      :directory) _files -/; return ;;
      *$'\t'*) described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
      *) described+=("${line//:/\\:}") ;;
    esac
  done
  _describe -V iteratr described
}
# Loaded from $fpath, this file is the body of the function.
if [[ $funcstack[1] == _iteratr ]]; then _iteratr "$@"; else compdef _iteratr iteratr; fi
