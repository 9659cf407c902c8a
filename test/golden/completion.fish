# Completion of iteratr for fish. In ~/.config/fish/config.fish:  iteratr completion fish | source
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
            printf '%s\n' $lines
    end
end
complete -c iteratr -f -k -a '(__iteratr_complete)'
