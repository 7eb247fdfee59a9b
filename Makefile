# Every target begins with `setup`: a bare machine needs Python 3.11 or later, make and git.
PYTHON ?= python3
UV_VERSION := 0.13.8
# Police networks inspect TLS: trust the certificates the system trusts.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
# A stack is a dozen processes, and without bytecode each compiles all that it imports once more.
unexport PYTHONDONTWRITEBYTECODE

LOCAL := shared/measures shared/contracts shared/runtime shared/projection services/ingest \
         services/indicators services/alerts services/reporting deploy/local
STAMP := .venv/.installed
VENV_PYTHON := .venv/bin/python
UV := .venv/bin/python -m uv
OVERSIGHT := .venv/bin/oversight

.PHONY: setup demo up test test-unit test-all test-on-containers faults images containers containers-short lint bench lock lock-peers docs clean

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

# Most tests wait for something most of the time: more processes than a small machine has cores.
PROCESSES ?= 5
PYTEST := .venv/bin/pytest --dist loadfile --no-loadscope-reorder

# What tells that the system works, on the embedded broker. Of containers it names what it leaves out.
test: setup
	OVERSIGHT_TEST_BROKER=embedded $(PYTEST) -n $(PROCESSES) -m "not extended" tests $(PYTEST_ARGS)

# Pure code alone: no broker, no database, no process, and nothing that takes long (tests/runs.py).
test-unit: setup
	OVERSIGHT_TEST_BROKER=embedded $(PYTEST) -n 3 -m "not kafka and not extended" tests/unit tests/contract $(PYTEST_ARGS)

# What make test leaves out, on Apache Kafka: its log, backup, rebuild, real files; then faults by
# themselves, which are timed: they mostly wait, so three at once stay far within their limits.
test-all: setup
	OVERSIGHT_TEST_BROKER=kafka $(PYTEST) -n $(PROCESSES) -m "kafka or extended" --ignore tests/faults --ignore tests/containers tests $(PYTEST_ARGS)
	OVERSIGHT_TEST_BROKER=kafka $(PYTEST) -n 3 tests/faults $(PYTEST_ARGS)

# What needs a broker or a database, on containers of Kafka and PostgreSQL (testcontainers). Left out
# is what starts Kafka, or a stack, by itself as processes of this machine.
test-on-containers: setup
	OVERSIGHT_TEST_BROKER=containers $(PYTEST) -n 2 \
		--ignore tests/integration/local --ignore tests/integration/browser \
		--ignore tests/integration/feeds/test_demonstration.py \
		--ignore tests/integration/indicators/test_secured_kafka.py \
		tests/contract tests/integration tests/unit/runtime $(PYTEST_ARGS)

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

# An image of each service, under the newest tag of this checkout, and what they have to be.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

images:
	VERSION=$(VERSION) docker buildx bake

CONTAINERS = VERSION=$(VERSION) OVERSIGHT_TEST_CONTAINERS=yes .venv/bin/pytest --timeout 1800 \
	--durations 0 --durations-min 1

# Everything about them: each fault by container, scaling, an upgrade from a commit before.
containers: setup
	$(CONTAINERS) tests/containers $(PYTEST_ARGS)

# What tells most of it in two minutes: the images, a healthy stack, who is refused what, two kills.
containers-short: setup
	$(CONTAINERS) tests/containers/test_images.py tests/containers/test_compose.py $(PYTEST_ARGS)

# The AsyncAPI and OpenAPI documents and the topic table, written from the code.
docs: setup
	$(VENV_PYTHON) -m tests.contract.documents

# What an image of a service installs is pinned as it is here.
COMPILE = $(UV) pip compile --universal --generate-hashes --python-version 3.11 $(UPGRADE) --quiet \
	$(foreach d,contracts measures runtime projection ingest indicators alerts reporting,--no-emit-package oversight-$(d)) \
	--custom-compile-command "make lock"
UPGRADE ?= --upgrade

lock:
	$(COMPILE) -o requirements.lock deploy/local/pyproject.toml --extra stack requirements-dev.in
	$(foreach s,ingest indicators alerts reporting,$(COMPILE) -c requirements.lock -o deploy/containers/$(s).txt services/$(s)/pyproject.toml &&) true
	$(COMPILE) -c requirements.lock -o deploy/containers/command.txt deploy/local/pyproject.toml
	$(COMPILE) -c requirements.lock -o deploy/containers/build.txt deploy/containers/build.in

# The benchmark's peers have an environment of their own.
lock-peers: setup
	$(UV) pip compile --universal --generate-hashes --python-version 3.11 --upgrade --quiet \
		--custom-compile-command "make lock-peers" -o tests/bench/peers/requirements.txt \
		tests/bench/peers/requirements.in

clean:
	rm -rf .venv .oversight
