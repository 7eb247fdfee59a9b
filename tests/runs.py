"""Which tests are tried by which run.

``make test`` runs on the embedded broker, ``make test-all`` on Apache Kafka. A promise is tried
where it costs least: what depends on how Apache Kafka behaves is tried on it too, and what takes
long and tells a newcomer nothing more is tried by ``make test-all`` alone.
"""

# Tried on Apache Kafka as well: whatever writes to its log or reads from it by offsets.
ON_KAFKA = (
    "tests/unit/runtime/kafka/",
    "tests/contract/ingest/test_event_log.py",
    "tests/contract/projection/",
    "tests/integration/ingest/test_log.py",
    "tests/integration/ingest/test_outage.py",
    "tests/integration/indicators/test_counting.py",
    "tests/integration/indicators/test_fact_log.py",
    "tests/integration/indicators/test_logs.py",
    "tests/integration/indicators/test_publishing.py",
    "tests/integration/indicators/test_reconciler.py",
    "tests/integration/indicators/test_reconciliation.py",
    "tests/integration/alerts/test_cut_to_mail.py",
    "tests/integration/alerts/test_fact_sink.py",
    "tests/integration/reporting/test_broker_away.py",
    "tests/integration/reporting/test_projection.py",
)
# Tried by make test-all alone, on Apache Kafka: there input of any kind, pages in a browser, and
# what takes long by itself: a simulation, an attack, a simulated month, real files by row.
EXTENDED = (
    "tests/contract/ingest/test_openapi.py",
    "tests/e2e/test_backup.py",
    "tests/e2e/test_counted_figures.py",
    "tests/e2e/test_dead_letters.py",
    "tests/e2e/test_rebuild.py",
    "tests/e2e/test_reconciliation.py",
    "tests/e2e/test_replay.py",
    "tests/e2e/test_restart.py",
    "tests/e2e/test_real_files.py",
    "tests/e2e/test_real_records.py",
    "tests/e2e/test_latency.py",
    "tests/integration/alerts/test_any_input.py",
    "tests/integration/alerts/test_mail_away.py",
    "tests/integration/alerts/test_interrupted.py::test_it_is_as_if",
    "tests/integration/browser/",
    "tests/integration/indicators/test_any_input.py",
    "tests/integration/reporting/test_any_input.py",
    "tests/integration/local/test_kafka.py",
    "tests/integration/indicators/test_logs.py",
    "tests/integration/indicators/test_replay.py",
    "tests/integration/indicators/test_secured_kafka.py",
    "tests/integration/indicators/test_takeover.py",
    "tests/integration/reporting/test_replaced_log.py",
    "tests/faults/",
    "tests/unit/bench/test_archive.py",
    "tests/unit/ingest/request/test_bounds.py",
    "tests/unit/local/backtest/test_published_searches.py",
    "tests/unit/local/forces/test_addition.py",
    "tests/unit/local/load/test_real_stop_search.py",
    "tests/unit/local/load/test_twins.py",
    "tests/unit/local/rules/test_all_simulated.py",
    "tests/unit/local/rules/test_simulated.py::test_process_charts_are_no_worse",
    "tests/unit/local/simulate/test_rules.py",
    "tests/unit/local/simulate/test_sizes.py",
    "tests/unit/measures/detectors/test_run_lengths.py",
    "tests/unit/measures/disclosure/test_attacker.py",
    "tests/unit/measures/test_simulations.py",
)


def marks_of(nodeid: str) -> list[str]:
    """The marks of a test: ``kafka`` where that is tried too, ``extended`` where it alone is."""
    marks = {"kafka": ON_KAFKA, "extended": EXTENDED}
    return [name for name, begins in marks.items() if nodeid.startswith(begins)]
