# Every target begins with `setup`: a bare machine needs Python 3.11 or later, make and git.
PYTHON ?= python3
UV_VERSION := 0.13.8
# Police networks inspect TLS: trust the certificates the system trusts.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1

LOCAL := shared/measures shared/contracts shared/runtime shared/projection services/ingest \
         services/indicators services/alerts services/reporting deploy/local
STAMP := .venv/.installed
VENV_PYTHON := .venv/bin/python
UV := .venv/bin/python -m uv
OVERSIGHT := .venv/bin/oversight

.PHONY: setup demo up test faults lint bench lock lock-peers docs clean

setup: $(STAMP)

$(VENV_PYTHON):
	$(PYTHON) -m venv .venv

$(STAMP): requirements.lock $(addsuffix /pyproject.toml,$(LOCAL)) | $(VENV_PYTHON)
	@$(UV) --version >/dev/null 2>&1 || $(VENV_PYTHON) -m pip install --quiet "uv==$(UV_VERSION)"
	$(UV) pip sync --python $(VENV_PYTHON) --require-hashes requirements.lock
	$(UV) pip install --python $(VENV_PYTHON) --no-deps --no-build-isolation $(addprefix -e ,$(LOCAL))
	@touch $@

demo: setup
	$(OVERSIGHT) demo $(if $(DATA),--records "$(DATA)")

up: setup
	$(OVERSIGHT) up

# On Apache Kafka where Maven can fetch it, else on the embedded broker; pytest says which. Two
# processes share the tests (tests/sharing.py).
test: setup
	OVERSIGHT_TEST_BROKER=$${OVERSIGHT_TEST_BROKER:-$(if $(shell command -v mvn),kafka,embedded)} \
		.venv/bin/pytest -n 2 $(PYTEST_ARGS)

# On Apache Kafka: every fault as often as is worth an hour, and what each test took.
faults: setup
	OVERSIGHT_TEST_BROKER=kafka OVERSIGHT_FAULTS=full .venv/bin/pytest --timeout 3600 --durations 0 --durations-min 1 tests/faults $(PYTEST_ARGS)

lint: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(VENV_PYTHON) -m tests.contract.documents --check

bench: setup
	$(VENV_PYTHON) -m tests.bench

# The AsyncAPI and OpenAPI documents and the topic table, written from the code.
docs: setup
	$(VENV_PYTHON) -m tests.contract.documents

lock:
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --upgrade --quiet \
		$(foreach d,contracts measures runtime projection ingest indicators alerts reporting,--no-emit-package oversight-$(d)) \
		--custom-compile-command "make lock" -o requirements.lock \
		deploy/local/pyproject.toml requirements-dev.in

# The benchmark's peers have an environment of their own.
lock-peers: setup
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --upgrade --quiet \
		--custom-compile-command "make lock-peers" -o tests/bench/peers/requirements.txt \
		tests/bench/peers/requirements.in

clean:
	rm -rf .venv .oversight
