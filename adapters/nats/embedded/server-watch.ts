// The shell scripts that watch a server: they end it when no user of it lives any more, because all were killed.

/** Defines `began`, which sets the variable `began` to the start time of process $1, as `ProcessFacts.startOf` returns it. */
export const BEGAN = `
began() {
  began=
  if [ -r /proc/self/stat ]; then
    stat=
    [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat"
    stat="\${stat##*) }"
    set -f
    set -- $stat
    set +f
    [ $# -ge 20 ] && [ "$1" != Z ] && shift 19 && began="$1"
  else
    began=$(ps -ww -o lstart= -p "$1")
    began="\${began%"\${began##*[! ]}"}"
  fi
} 2>/dev/null
`;

/**
 * Runs beside the server, in its process group, so that a signal to the group ends it too; it ends by itself when the server has.
 * It looks once a second, and acts when two looks in a row find no living user: it removes the users' directory like any last
 * user, so that a command either registers before or waits for the end, and then ends the server. While users live, it leaves a
 * removed data directory to them.
 * $1 the server's process number, $2 its start time, $3 directory of the users, $4 scope of process numbers on this machine.
 */
export const WATCH_USERS = `${BEGAN}
server="$1" start="$2" directory="$3" scope="$4"
lives() {
  IFS=_
  set -f
  set -- $1
  set +f
  unset IFS
  case "$2" in '' | *[!0-9]*) return 0 ;; esac
  [ "$1" = "$scope" ] && [ -n "$4" ] || return 0
  kill -0 "$2" 2>/dev/null || [ -d "/proc/$2" ] || return 1
  [ -z "$3" ] && return 0
  began "$2"
  [ "$began" = "$3" ]
}
list_users() {
  [ -d "$directory" ] && [ ! -L "$directory" ] || return 0
  users=
  for file in "$directory"/*; do
    [ -e "$file" ] && users="$users/\${file##*/}"
  done
}
anybody_lives() {
  left="$users"
  while [ -n "$left" ]; do
    left="\${left#/}"
    lives "\${left%%/*}" && return 0
    case "$left" in */*) left="/\${left#*/}" ;; *) left= ;; esac
  done
  return 1
}
close_users() {
  [ -d "$directory" ] && [ ! -L "$directory" ] || return 0
  for file in "$directory"/*; do
    lives "\${file##*/}" || rm -f "$file"
  done
  rmdir "$directory" 2>/dev/null
}
users=
list_users
alone=0
while sleep 1; do
  kill -0 "$server" 2>/dev/null || exit
  began "$server"
  [ "$began" = "$start" ] || exit
  list_users
  if anybody_lives; then
    alone=0
    continue
  fi
  alone=$((alone + 1))
  [ "$alone" -ge 2 ] || continue
  close_users || continue
  kill "$server"
  exit
done
`;
