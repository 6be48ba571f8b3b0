#!/usr/bin/env bash
# Runs once, when the database is made: three roles: the owner of the tables, the app's
# own, and the one that seals the logbook.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 \
    --set eigenaar="$(cat /run/secrets/database_eigenaar)" \
    --set app="$(cat /run/secrets/database_app)" \
    --set zegelaar="$(cat /run/secrets/database_zegelaar)" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE buurtmonitor_eigenaar LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'eigenaar';
CREATE ROLE buurtmonitor_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app';
CREATE ROLE buurtmonitor_zegelaar LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'zegelaar';
CREATE DATABASE buurtmonitor OWNER buurtmonitor_eigenaar;
REVOKE ALL ON DATABASE buurtmonitor FROM PUBLIC;
GRANT CONNECT ON DATABASE buurtmonitor TO buurtmonitor_app, buurtmonitor_zegelaar;
SQL
