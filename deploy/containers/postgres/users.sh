#!/usr/bin/env bash
# Gives each service a role and the schema it owns, into which no other role of a service sees; and the
# oversight command one that is in all of them, for backups. Again changes nothing but passwords.
set -euo pipefail
PGPASSWORD=$(cat /run/secrets/superuser)
export PGHOST=${PGHOST:-postgres} PGUSER=postgres PGPASSWORD PGDATABASE=oversight PGOPTIONS='-c client_min_messages=warning'
role() {
    psql --quiet --set ON_ERROR_STOP=1 --set role="$1" --set makes="$2" --set password="$(cat "/run/secrets/$3")" <<'SQL'
SELECT format('CREATE ROLE %I', :'role') WHERE to_regrole(:'role') IS NULL \gexec
ALTER ROLE :"role" LOGIN NOSUPERUSER NOCREATEROLE :makes PASSWORD :'password';
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO :"role";
SQL
}

role oversight CREATEDB command
for service in indicators alerts reporting; do
    role "oversight_$service" NOCREATEDB "$service"
    psql --quiet --set ON_ERROR_STOP=1 --set role="oversight_$service" --set schema="$service" <<'SQL'
CREATE SCHEMA IF NOT EXISTS :"schema" AUTHORIZATION :"role";
GRANT :"role" TO oversight;
SQL
done
psql --quiet --set ON_ERROR_STOP=1 <<'SQL'
REVOKE ALL ON DATABASE oversight FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT pg_signal_backend TO oversight;
ALTER DATABASE oversight OWNER TO oversight;
SQL
