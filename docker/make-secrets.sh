#!/usr/bin/env bash
# Makes the secrets of an installation with compose, a file each, in docker/secrets (or the folder that is given). What is
# there already stays: MongoDB and Redis would not know another password. Needs nothing but openssl.
set -euo pipefail

folder=${1:-$(dirname "${BASH_SOURCE[0]}")/secrets}
mkdir -p "$folder"
# Nobody but the owner gets through the folder; the containers get single files, and read them as users of their own.
chmod 700 "$folder"

for name in jwt-secret jwt-secret-previous mongo-root-password mongo-app-password redis-password; do
  file=$folder/$name
  if [[ -s $file ]]; then
    echo "$file is there, and stays"
    continue
  fi
  openssl rand -hex 32 >"$file.new"
  chmod 444 "$file.new"
  mv "$file.new" "$file"
  echo "$file made"
done
