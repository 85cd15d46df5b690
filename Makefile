# make start: everything on 127.0.0.1:8000.  make test: the whole suite.  make help: the rest.
PYTHON ?= python3
UV := .venv/bin/uv
export UV_PYTHON_DOWNLOADS = never

.PHONY: start test check check-migrations env prove bench structure help lock

help:
	@echo "make start   set up what is missing, and serve on http://127.0.0.1:8000; ARGS='--port 8001' for another port"
	@echo "make test    the whole test suite, browser journeys included"
	@echo "make check   linters, types, import contracts, migrations"
	@echo "make env     only the environment: then .venv/bin/marketplace --help"
	@echo "make prove   the proofs on real data, where DATA names the folder that holds it"
	@echo "make bench   timings, as ratios"
	@echo "make structure   sizes, what one file must know, circles; TREE=path for another checkout"

start: env build/static/marketplace.css
	@bin/system runtime
	@.venv/bin/marketplace serve $(ARGS)

env: .venv/installed .venv/compiled

test: .venv/installed-dev build/static/marketplace.css
	@bin/system runtime
	@bin/system browser
	PYTHONDONTWRITEBYTECODE= .venv/bin/pytest -n auto --dist worksteal $(ARGS)

check: .venv/installed-dev check-migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

check-migrations: .venv/installed-dev
	.venv/bin/marketplace check-migrations

DATA ?= ../shared/data
prove: .venv/installed-dev
	@for proof in proofs/prove_*.py; do .venv/bin/python $$proof $(DATA) || exit 1; done

bench: .venv/installed-dev
	@.venv/bin/python benchmarks/table.py --start
	@failed=0; for bench in benchmarks/bench_*.py; do .venv/bin/python $$bench || failed=1; done; \
	.venv/bin/python benchmarks/table.py; exit $$failed

TREE ?= .
structure: .venv/installed
	@.venv/bin/python benchmarks/structure.py $(TREE)

lock: .venv/bin/uv
	$(UV) pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements.lock
	$(UV) pip compile pyproject.toml --extra dev -c requirements.lock -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements-dev.lock

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q uv==0.13.8

.venv/installed: requirements.lock | .venv/bin/uv
	$(UV) pip install -q --python .venv -r requirements.lock
	$(UV) pip install -q --python .venv --no-deps --no-build-isolation -e .
	.venv/bin/python -m compileall -q -j 0 .venv/lib
	@touch $@

# Bytecode is made here, whatever PYTHONDONTWRITEBYTECODE says: without it a start takes three times as long.
.venv/compiled: $(shell find marketplace invoicing procurement migrations -name '*.py') | .venv/installed
	@.venv/bin/python -m compileall -q marketplace invoicing procurement migrations
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(UV) pip install -q --python .venv -r requirements-dev.lock
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .venv/installed
	@bin/system node
	PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --ignore-scripts --silent
	@touch $@

build/static/marketplace.css: node_modules/.package-lock.json $(wildcard assets/*)
	PATH="$(CURDIR)/.venv/bin:$$PATH" assets/build.sh
