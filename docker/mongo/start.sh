#!/usr/bin/env bash
# Runs before the entrypoint of the mongo image: refuses passwords that would not work, and makes, once, the key by which
# the members of a replica set know each other (MongoDB wants one as soon as there are users, also for a set of one).
set -euo pipefail

# The image sets up an empty volume only once, even if that fails halfway: better not to begin. Backup and other tools put
# passwords into addresses, where other characters would have to be encoded.
for name in MONGO_INITDB_ROOT_PASSWORD_FILE MONGO_APP_PASSWORD_FILE; do
  if ! grep -qxE '[A-Za-z0-9._~-]+' "${!name:-/dev/null}"; then
    echo "$name must name a file with a password of letters, digits, '.', '_', '~' and '-': see docker/make-secrets.sh" >&2
    exit 1
  fi
done

key=/data/configdb/keyfile
if [[ ! -s $key ]]; then
  umask 077
  head -c 756 /dev/urandom | base64 >"$key.new"
  chmod 400 "$key.new"
  mv "$key.new" "$key"
fi

exec docker-entrypoint.sh "$@"
