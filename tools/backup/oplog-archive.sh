#!/usr/bin/env bash
# Puts what the oplog has got since the last time beside the base backups, so that restore.sh --to can go to any moment.
# To be run every few minutes, and at least as often as the oplog turns over. An interrupted run is made up for by the
# next one.
#
# MONGODB_URI, MONGODB_PASSWORD_FILE, BACKUP_DIR, BACKUP_AGE_RECIPIENT, BACKUP_GPG_RECIPIENT  as for backup.sh
# shellcheck source=tools/backup/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $# -eq 0 ]] || fail "no arguments are taken, but $1 was given: see the head of $0"
begin
choose_encryption
folder=$BACKUP_DIR/oplog
mkdir -p "$folder" || fail "BACKUP_DIR cannot be written to: $BACKUP_DIR"
lock "$folder" -x
discard_leftovers "$folder"

unpublished=$folder/increment
pull() {
  helper oplog-pull "$BACKUP_DIR" "$work/report" 2>>"$work/warnings" | gzip | encrypt >"$folder/increment.partial"
}
if ! run pull; then
  cat "$work/warnings" >>"$work/errors"
  explain 'archiving the oplog'
fi
cat "$work/warnings" >&2

name=$(helper oplog-name "$work/report")
[[ -n $name ]] || exit 0
archive=$folder/$name$suffix
mv "$folder/increment.partial" "$archive.partial"
unpublished=$archive
tell helper oplog-manifest "$work/report" "$archive.partial" "$name$suffix" "$encryption" "$archive.json.partial" ||
  explain 'archiving the oplog'
publish "$archive" 2>>"$work/errors" || explain 'archiving the oplog'
