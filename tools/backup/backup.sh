#!/usr/bin/env bash
# Takes a base backup of everything in a MongoDB replica set, while it is in use.
#
#   BACKUP_DIR=/var/backups/bike-power-tracker MONGODB_URI=mongodb://… tools/backup/backup.sh
#
# MONGODB_URI            of a user with the role `backup`
# MONGODB_PASSWORD_FILE  holds the password, where the address has none; or MONGODB_PASSWORD
# BACKUP_DIR             where base-<time>.archive.gz is put, with .sha256 and .json beside it
# BACKUP_KEEP_DAYS       older backups are removed (14); the newest always stays
# BACKUP_AGE_RECIPIENT   encrypts for the owner of this age key, or
# BACKUP_GPG_RECIPIENT   for the owner of this GnuPG key
# MONGO_TOOLS_DIR        where mongodump is, if not on PATH
# shellcheck source=tools/backup/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $# -eq 0 ]] || fail "no arguments are taken, but $1 was given: see the head of $0"
begin
keep_days=${BACKUP_KEEP_DAYS:-14}
[[ $keep_days =~ ^[1-9][0-9]{0,4}$ ]] || fail "BACKUP_KEEP_DAYS must be a number of days, and is $keep_days"
[[ -w $BACKUP_DIR ]] || fail "BACKUP_DIR cannot be written to: $BACKUP_DIR"
need mongodump "install MongoDB's database tools, or name their folder in MONGO_TOOLS_DIR"
choose_encryption
lock "$BACKUP_DIR" -x
discard_leftovers "$BACKUP_DIR"

helper prepare-backup "$work/mongodump.yaml"
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
archive=$BACKUP_DIR/base-$(date -u +%Y%m%dT%H%M%SZ).archive.gz$suffix
unpublished=$archive

dump() {
  mongodump --config "$work/mongodump.yaml" --oplog --archive 2>"$work/mongodump.log" |
    helper watch "$work/report" | gzip | encrypt >"$archive.partial"
}
run dump || explain 'the backup' "$work/mongodump.log"

tell helper base-manifest "$work/report" "$archive.partial" "$(basename "$archive")" "$encryption" "$started" \
  "$archive.json.partial" || explain 'the backup'
publish "$archive" 2>>"$work/errors" || explain 'the backup'
echo "$archive is complete: $(du -h "$archive" | cut -f 1)"
helper prune "$BACKUP_DIR" "$keep_days"
