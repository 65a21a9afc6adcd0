#!/usr/bin/env bash
# Starts Redis with its password read from standard input: on the command line, every user of the host could see it.
set -euo pipefail

if ! grep -qxE '[A-Za-z0-9._~-]+' "${REDIS_PASSWORD_FILE:-/dev/null}"; then
  echo "REDIS_PASSWORD_FILE must name a file with a password of letters, digits, '.', '_', '~' and '-': see docker/make-secrets.sh" >&2
  exit 1
fi

exec docker-entrypoint.sh redis-server - "$@" <<EOF_CONFIG
requirepass $(<"$REDIS_PASSWORD_FILE")
EOF_CONFIG
