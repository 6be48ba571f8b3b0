#!/usr/bin/env bash
# Runs once, when the database is made: two roles, the owner of the tables and the app's own.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 \
    --set eigenaar="$(cat /run/secrets/database_eigenaar)" \
    --set app="$(cat /run/secrets/database_app)" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE buurtmonitor_eigenaar LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'eigenaar';
CREATE ROLE buurtmonitor_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app';
CREATE DATABASE buurtmonitor OWNER buurtmonitor_eigenaar;
REVOKE ALL ON DATABASE buurtmonitor FROM PUBLIC;
GRANT CONNECT ON DATABASE buurtmonitor TO buurtmonitor_app;
SQL
