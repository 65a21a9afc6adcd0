#!/usr/bin/env bash
# Starts Redis with its password read from standard input: on the command line, every user of the host could see it.
set -euo pipefail

if [[ ! ${REDIS_PASSWORD:-} =~ ^[A-Za-z0-9._~-]+$ ]]; then
  echo "REDIS_PASSWORD must be set, and consist of letters, digits, '.', '_', '~' and '-'" >&2
  exit 1
fi

exec docker-entrypoint.sh redis-server - "$@" <<EOF_CONFIG
requirepass $REDIS_PASSWORD
EOF_CONFIG
