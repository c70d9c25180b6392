# Two commands do everything on a fresh machine with python3 and make: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000

.PHONY: run test quick bench lint pins wheelhouse

run: $(BIN)/ready
	$(BIN)/lms demo --port $(PORT)

test: $(BIN)/ready-dev
	$(BIN)/python tests/browser.py
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/python -m pytest

quick: $(BIN)/ready-dev
	$(BIN)/python -m pytest tests/questions tests/content tests/rules tests/house -q

bench: $(BIN)/ready-dev
	$(BIN)/python -m tests.bench

pins: $(BIN)/ready-dev
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header --allow-unsafe --extra dev --extra postgres -c requirements.txt -o requirements-dev.txt pyproject.toml

wheelhouse: $(BIN)/ready
	$(BIN)/pip download -q --require-hashes -r requirements.txt -d wheelhouse

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(BIN)/ready: requirements.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m lms "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/lms && chmod +x $(BIN)/lms
	touch $@

$(BIN)/ready-dev: requirements-dev.txt | $(BIN)/ready
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@
