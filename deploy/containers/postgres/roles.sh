#!/usr/bin/env bash
# Gives each service a role and the schema it owns; no other role sees into it.
set -euo pipefail
sql() { psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"; }

sql <<<"REVOKE ALL ON DATABASE $POSTGRES_DB FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;"
for service in indicators alerts reporting; do
    sql --set role="oversight_$service" --set schema="$service" \
        --set password="$(cat "/run/secrets/$service")" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO :"role";
CREATE SCHEMA :"schema" AUTHORIZATION :"role";
SQL
done
