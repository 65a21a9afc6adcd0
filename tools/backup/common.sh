# shellcheck shell=bash
# What backup.sh, oplog-archive.sh and restore.sh share. They source it.
set -euo pipefail
umask 077

script=$(basename "$0")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[[ -z ${MONGO_TOOLS_DIR:-} ]] || PATH=$MONGO_TOOLS_DIR:$PATH

# One line, which says what is wrong and what to do.
fail() {
  echo "$script: $*" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "$1 is needed, and not on PATH${2:+: $2}"
}

# Works on archives and asks MongoDB; what it complains about is one line.
helper() {
  local node=$root/node_modules/node/bin/node
  [[ -x $node ]] || node=node
  "$node" "$root/dist/tools/backup/helper.js" "$@"
}

# Must be called first: a folder for this run, which goes with it. Passwords are written into it.
begin() {
  need node 'install Node 24'
  [[ -e $root/dist/tools/backup/helper.js ]] || fail "the project is not built: run npm ci && npm run build in $root"
  [[ -n ${BACKUP_DIR:-} ]] || fail 'set BACKUP_DIR to the folder of the backups'
  [[ -d $BACKUP_DIR ]] || fail "BACKUP_DIR is no folder: $BACKUP_DIR"
  disk=$BACKUP_DIR
  work=$(mktemp -d)
  trap finish EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

job=
unpublished=
finish() {
  local status=$?
  trap '' HUP INT TERM
  if [[ -n $job ]]; then
    kill -TERM -- "-$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
  fi
  if declare -F stop_scratch >/dev/null; then stop_scratch; fi
  discard
  rm -rf -- "$work"
  exit "$status"
}

# Runs a pipeline as a process group of its own, so that a signal to us ends all of it.
run() {
  local status=0
  set -m
  ("$@") 4>&2 2>>"$work/errors" &
  job=$!
  set +m
  wait "$job" || status=$?
  job=
  return "$status"
}

# Runs a command whose warnings are for everybody, and whose complaint is for `explain`.
tell() {
  if "$@" 2>"$work/warnings"; then
    cat "$work/warnings" >&2
  else
    cat "$work/warnings" >>"$work/errors"
    return 1
  fi
}

# Says why a pipeline failed: $1 is what failed, $2 the log of MongoDB's tool in it, if there is one.
explain() {
  local reason
  if grep -qi 'no space left' "$work"/errors "$work"/*.log 2>/dev/null; then
    fail "$1 failed, the disk is full ($(df -Ph "$disk" | awk 'NR == 2 { print $4 }') left in $disk): make room there"
  fi
  # What came of it, an archive that ends too early, is not the reason.
  reason=$(grep -v -m 1 -e 'archive is damaged' -e 'unexpected end of file' "$work/errors") ||
    reason=$(grep -hm 1 'Failed: ' "${2:-/dev/null}" | sed 's/.*Failed: //') ||
    reason=$(tail -n 1 "$work/errors")
  if [[ $reason == *'not authorized'* || $reason == *'requires authentication'* ]]; then
    reason="${reason%% to execute command*}; log in as a user with the roles that docs/operations.md names"
  fi
  fail "$1 failed: $reason"
}

# Whoever holds the folder $1 keeps others from it, as long as it lives; $2 is how: -x alone, -s with other readers.
lock() {
  need flock 'install util-linux'
  exec 9<"$1"
  flock -n "$2" 9 || fail "another backup or restore is working in $1: wait until it has ended"
}

# Sets `encryption` and the ending of names that goes with it.
# shellcheck disable=SC2034 # the scripts use it
encryption='' suffix=''
choose_encryption() {
  if [[ -n ${BACKUP_AGE_RECIPIENT:-} ]]; then
    need age
    encryption=age suffix=.age
  elif [[ -n ${BACKUP_GPG_RECIPIENT:-} ]]; then
    need gpg
    # shellcheck disable=SC2034
    encryption=gpg suffix=.gpg
  fi
}

encrypt() {
  case $encryption in
    age) age --encrypt --recipient "$BACKUP_AGE_RECIPIENT" ;;
    gpg) gpg --batch --quiet --trust-model always --encrypt --recipient "$BACKUP_GPG_RECIPIENT" ;;
    *) cat ;;
  esac
}

# Writes the archive $1 as it was before gzip.
unpack() {
  case $1 in
    *.age) age --decrypt --identity "$BACKUP_AGE_IDENTITY_FILE" "$1" ;;
    *.gpg) gpg --batch --quiet --decrypt "$1" ;;
    *) cat "$1" ;;
  esac | gunzip
}

# The archive $1 with all that stands beside it, written as .partial, takes its final name: the archive last, since
# without it the others count as nothing. One chain, because `publish … ||` has bash go on after what fails in between.
publish() {
  local folder name
  folder=$(dirname "$1") name=$(basename "$1")
  (cd "$folder" && sha256sum "$name.partial") | sed 's/\.partial$//' >"$1.sha256.partial" &&
    sync "$1.partial" "$1.json.partial" "$1.sha256.partial" &&
    mv "$1.json.partial" "$1.json" &&
    mv "$1.sha256.partial" "$1.sha256" &&
    mv "$1.partial" "$1" &&
    unpublished= &&
    sync "$folder"
}

# Removes what is there of an archive that did not get so far.
discard() {
  [[ -z $unpublished ]] || rm -f -- "$unpublished"{,.json,.sha256}{,.partial}
}

# What a machine that went down in the middle left behind in the folder $1.
discard_leftovers() {
  rm -f -- "$1"/*.partial
}
