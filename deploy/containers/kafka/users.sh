#!/usr/bin/env bash
# Gives each service its name in Kafka, and lets it at what it reads and writes (docs/topics.md); and the
# oversight command one that reads what was sent and what was dead-lettered.
set -euo pipefail
export KAFKA_HEAP_OPTS=-Xmx128M
admin=(--bootstrap-server "${KAFKA_ADMIN:-kafka:9094}" --command-config /run/secrets/admin.properties)

user() {
    /opt/kafka/bin/kafka-configs.sh "${admin[@]}" --alter --entity-type users --entity-name "$1" \
        --add-config "SCRAM-SHA-512=[password=$(cat "/run/secrets/$1")]" >/dev/null
}
allow() { /opt/kafka/bin/kafka-acls.sh "${admin[@]}" --add "$@" >/dev/null; }
all() { printf -- "--allow-principal\nUser:%s\n" ingest indicators alerts reporting command; }

mapfile -t everyone < <(all)
work=()
begin() { "$@" & work+=($!); }
# Two at a time: each starts a Java of its own.
finish() { for each in "${work[@]}"; do wait "$each"; done; work=(); }

begin user ingest
begin user indicators
finish
begin user alerts
begin user reporting
finish
begin user command
# Each makes the topics that are missing, and looks at how they are.
begin allow "${everyone[@]}" --resource-pattern-type prefixed --topic oversight. \
    --operation Create --operation Describe --operation DescribeConfigs
finish
begin allow "${everyone[@]}" --cluster --operation Describe
begin allow --allow-principal User:ingest --topic oversight.events.v1 \
    --operation Write --operation Read
finish
begin allow --allow-principal User:ingest --allow-principal User:indicators \
    --topic oversight.areas.v1 --operation Read
begin allow --allow-principal User:indicators --topic oversight.events.v1 \
    --group oversight-indicators --operation Read
finish
begin allow --allow-principal User:indicators --topic oversight.facts.v1 \
    --topic oversight.dead-letters.v1 --topic oversight.areas.v1 --operation Write --operation Read
begin allow --allow-principal User:indicators --resource-pattern-type prefixed \
    --transactional-id oversight --operation Write --operation Describe
finish
begin allow --allow-principal User:alerts --allow-principal User:reporting \
    --topic oversight.facts.v1 --topic oversight.alerts.v1 --operation Read
begin allow --allow-principal User:alerts --topic oversight.alerts.v1 --operation Write
finish
allow --allow-principal User:command --topic oversight.events.v1 \
    --topic oversight.dead-letters.v1 --operation Read
