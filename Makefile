# One command each; `make help` lists them. Everything happens in .venv/, ./instance and
# temporary folders; nothing on the machine is changed but system packages that `make test` needs.

PORT ?= 8000
PYTHON ?= python3.11
T ?=
SITE ?=
BIN := .venv/bin
UV := $(BIN)/uv
# The environment is rebuilt when, and only when, a lock or the packaging changes.
LOCKS := $(shell cat requirements/*.txt setup.cfg pyproject.toml | cksum | cut -d' ' -f1)
RUNTIME := .venv/.runtime-$(LOCKS)
DEV := .venv/.dev-$(LOCKS)

export UV_LINK_MODE = copy
export UV_NO_PROGRESS = 1

.DEFAULT_GOAL := help
.PHONY: help setup run test test-unit test-postgres test-browser torture check lint format types contracts bench stranger pages lock

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: $(DEV) ## Make the environment for work on the code, tools included

run: $(RUNTIME) ## Run the site with sample cases on http://127.0.0.1:8000 (PORT= moves it)
	@$(BIN)/feedback demo run --port $(PORT)

test: $(DEV) ## Everything CI runs, on SQLite, PostgreSQL and in a browser (T=path for a part)
	@$(BIN)/python -m tools.run_tests $(T)

test-unit: $(DEV) ## The tests that need neither an application nor a database, but the slow ones
	@$(BIN)/pytest tests/unit -q -m "not slow and not torture"

test-postgres: $(DEV) ## The tests that use a database, on a private PostgreSQL
	@$(BIN)/python -m tools.run_tests --only postgresql $(T)

test-browser: $(DEV) ## The journeys in a real browser
	@$(BIN)/python -m tools.run_tests --only browser $(T)

torture: $(DEV) ## Kill, fill and confuse everything for an hour (the short form is in `make test`)
	@$(BIN)/python -m tools.run_tests --only torture $(T)

check: $(DEV) ## Before a commit: format, lint, types, contracts, unit tests
	@$(BIN)/python -m tools.run_tests --only static
	@$(BIN)/pytest tests/unit -q

bench: $(DEV) ## Floor and product side by side, in turn, with the goals beside the figures
	@$(BIN)/python -m tools.bench

stranger: $(DEV) ## From an empty folder: clone, the README's command, every role, a case to its end
	@$(BIN)/python -m tools.stranger

pages: $(DEV) ## Measure pages on a phone (Lighthouse), check their HTML (Nu); SITE= names a running site
	@$(BIN)/python -m tools.pages $(SITE)

lint: $(DEV) ## Find faults of style
	@$(BIN)/ruff check .

format: $(DEV) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

types: $(DEV) ## Check the types
	@$(BIN)/mypy

contracts: $(DEV) ## Check which package may import which
	@$(BIN)/lint-imports

lock: $(DEV) ## Resolve the requirements of setup.cfg again, with hashes
	@cd requirements && ../$(UV) pip compile -q --generate-hashes --python-version 3.11 build.in -o build.txt
	@$(UV) pip compile -q --generate-hashes --python-version 3.11 --extra postgresql setup.cfg -o requirements/runtime.txt
	@$(UV) pip compile -q --generate-hashes --python-version 3.11 --extra postgresql --extra test setup.cfg -o requirements/dev.txt

$(RUNTIME):
	@sh tools/environment.sh runtime $(PYTHON)
	@touch $@

$(DEV):
	@sh tools/environment.sh dev $(PYTHON)
	@touch $@ $(RUNTIME)
