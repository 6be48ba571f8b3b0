#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml reads, in ./geheimen, once; never overwrites one.
# The folder is closed to others; the files in it are readable, for each container has its own user.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077
mkdir -p geheimen

random() { head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
key() { head -c 32 /dev/urandom | base64; }
make() {
    [ -e "geheimen/$1" ] && return
    printf '%s\n' "$2" >"geheimen/$1"
    chmod 0444 "geheimen/$1"
}

make database_beheerder "$(random)"
make database_eigenaar "$(random)"
make database_app "$(random)"
make database_zegelaar "$(random)"
make redis_wachtwoord "$(random)"
make geheim "$(random)"
make hoofdsleutel "$(key)"
make logboeksleutel "$(key)"
server="postgres:5432/buurtmonitor"
make database_url "postgresql://buurtmonitor_app:$(cat geheimen/database_app)@$server"
make database_owner_url "postgresql://buurtmonitor_eigenaar:$(cat geheimen/database_eigenaar)@$server"
make database_seal_url "postgresql://buurtmonitor_zegelaar:$(cat geheimen/database_zegelaar)@$server"
make redis_url "redis://:$(cat geheimen/redis_wachtwoord)@redis:6379/0"
