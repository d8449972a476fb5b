#!/usr/bin/env bash
# Makes the secrets of deploy/compose.yaml, once: what is there stays. Keep a copy of pseudonym-key:
# without it records of before and after can't be told to be of one patient.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p secrets
# Nobody but the owner gets into the folder; the service, another user in its container, may read the files.
chmod 700 secrets

make() {
  [ -e "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"
  chmod 444 "secrets/$1"
}

make pseudonym-key "$(openssl rand -base64 32)"
make admin-password "$(openssl rand -hex 16)"
make metrics-token "$(openssl rand -hex 16)"
make postgres-password "$(openssl rand -hex 16)"
make database-url "postgresql://convergent:$(cat secrets/postgres-password)@postgres:5432/convergent"
