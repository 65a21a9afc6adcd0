#!/usr/bin/env bash
# Brings a MongoDB back to what a backup has: stop API and worker first.
#
#   restore.sh                               the newest base backup
#   restore.sh --to 2026-11-24T18:30:00Z     as it was then: a base backup and the oplog after it
#   restore.sh --from base-….archive.gz      this base backup
#   restore.sh --drop                        although the server has data: all of it is replaced
#   restore.sh --verify                      only tries, on a server of its own, and compares with the manifest
#   restore.sh --list                        what there is
#
# MONGODB_URI               of a user with the roles that docs/operations.md names; not needed for --verify and --list
# MONGODB_PASSWORD_FILE     holds the password, where the address has none; or MONGODB_PASSWORD
# BACKUP_DIR                where backup.sh and oplog-archive.sh have put things
# BACKUP_AGE_IDENTITY_FILE  the key for archives that age encrypted; for GnuPG, the keyring
# BACKUP_SCRATCH_DIR        --verify: has room for the whole database (/tmp); mongod must be on PATH
# MONGO_TOOLS_DIR           where mongorestore is, if not on PATH
# shellcheck source=tools/backup/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

to='' from='' force='' verify='' list=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --to | --from)
      [[ -n ${2:-} ]] || fail "$1 wants a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --drop | --force) force=force ;;
    --verify) verify=yes ;;
    --list) list=yes ;;
    *) fail "there is no $1: see the head of $0" ;;
  esac
  shift
done
[[ -z $to || -z $from ]] || fail '--to finds the base backup by itself, and does not go with --from'
begin
if [[ -n $list ]]; then
  helper list "$BACKUP_DIR"
  exit
fi
need mongorestore "install MongoDB's database tools, or name their folder in MONGO_TOOLS_DIR"

scratch='' sockets='' scratch_pid=''
# A server that nobody else can reach.
start_scratch() {
  need mongod 'a trial restore needs one; or restore into another server that is empty'
  disk=${BACKUP_SCRATCH_DIR:-/tmp}
  scratch=$(mktemp -d "$disk/restore-XXXXXX")
  # In small letters: mongorestore takes the name for that of a host.
  sockets=/tmp/restore-$$-$RANDOM
  mkdir -m 700 "$sockets"
  mongod --dbpath "$scratch" --bind_ip "$sockets/mongod.sock" --unixSocketPrefix "$sockets" --port 27017 \
    --wiredTigerCacheSizeGB 0.25 --setParameter ttlMonitorEnabled=false >"$work/mongod.log" 2>&1 &
  scratch_pid=$!
  local tries=0
  until [[ -S $sockets/mongod.sock ]]; do
    kill -0 "$scratch_pid" 2>/dev/null || fail "mongod did not start in $scratch: $(tail -n 1 "$work/mongod.log")"
    [[ $((tries += 1)) -le 600 ]] || fail 'mongod did not start within a minute'
    sleep 0.1
  done
  unset MONGODB_PASSWORD MONGODB_PASSWORD_FILE
  export MONGODB_URI="mongodb://${sockets//\//%2F}%2Fmongod.sock"
}

stop_scratch() {
  [[ -n $scratch ]] || return 0
  kill "$scratch_pid" 2>/dev/null || true
  wait "$scratch_pid" 2>/dev/null || true
  rm -rf -- "$scratch" "$sockets"
}

# Whether the key fits.
begins() {
  local bytes
  bytes=$(set +o pipefail && unpack "$1" 2>>"$work/errors" | head -c 4 | wc -c)
  [[ $bytes -eq 4 ]]
}

# No backup removes what is being read.
lock "$BACKUP_DIR" -s
if [[ -n $from ]]; then
  [[ $from == */* ]] || from=$BACKUP_DIR/$from
  plan=$from
else
  plan=$(helper plan "$BACKUP_DIR" "$to") || exit 1
fi
mapfile -t archives <<<"$plan"
for archive in "${archives[@]}"; do
  [[ -r $archive && -r $archive.json ]] || fail "$archive or the manifest beside it cannot be read"
  (cd "$(dirname "$archive")" && sha256sum --status --check "$(basename "$archive").sha256") ||
    fail "$archive is damaged, its SHA-256 is another one: restore from another base backup with --from, see --list"
  case $archive in
    *.age)
      need age
      [[ -n ${BACKUP_AGE_IDENTITY_FILE:-} ]] || fail "$archive is encrypted: name the key in BACKUP_AGE_IDENTITY_FILE"
      [[ -r $BACKUP_AGE_IDENTITY_FILE ]] ||
        fail "$archive is encrypted, and its key $BACKUP_AGE_IDENTITY_FILE cannot be read by user $(id -u)"
      ;;
    *.gpg) need gpg ;;
  esac
  # Before anything is dropped.
  begins "$archive" || explain "reading $archive"
done

if [[ -n $verify ]]; then start_scratch; fi
helper prepare-restore "$work/mongorestore.yaml" "$force"

increments() {
  local increment
  for increment in "${archives[@]:1}"; do unpack "$increment"; done
}
restore() {
  unpack "${archives[0]}" | helper splice "${archives[0]}.json" "$to" "${archives[-1]}.json" 3< <(increments) |
    mongorestore --config "$work/mongorestore.yaml" --archive --oplogReplay --bypassDocumentValidation --stopOnError \
      2>"$work/mongorestore.log"
}
run restore || explain 'the restore (the server has a part of the data now; say --drop the next time)' "$work/mongorestore.log"

if [[ -n $to ]]; then
  echo "restored to $to"
elif [[ -n $verify ]]; then
  compared=$(helper compare "${archives[0]}.json")
  echo "$(basename "${archives[0]}"): $compared"
else
  compared=$(helper compare "${archives[0]}.json" expiring)
  echo "restored; $compared"
fi
