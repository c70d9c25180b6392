# Two commands do everything on a fresh machine with python3 and make: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
MO := $(patsubst %.po,%.mo,$(wildcard lms/translations/*/LC_MESSAGES/messages.po))

.PHONY: run test quick bench screens words pins wheelhouse

run: $(BIN)/ready $(MO)
	$(BIN)/lms demo --port $(PORT)

test: $(BIN)/ready-dev $(MO)
	$(BIN)/python tests/browser.py
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

quick: $(BIN)/ready-dev $(MO)
	$(BIN)/python -m pytest tests/questions tests/content tests/rules tests/house -q

bench: $(BIN)/ready-dev $(MO)
	$(BIN)/python -m tests.bench

screens: $(BIN)/ready-dev $(MO)
	$(BIN)/python tests/browser.py
	$(BIN)/python -m tests.screens

words: $(BIN)/ready
	$(BIN)/python -m babel.messages.frontend -q extract -F pyproject.toml --add-location=file --sort-by-file -w 110 --project=Footing --version=0.1.0 -o lms/translations/messages.pot lms
	$(BIN)/pybabel -q update -N --ignore-obsolete -w 110 -i lms/translations/messages.pot -d lms/translations
	rm lms/translations/messages.pot

pins: $(BIN)/ready-dev
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header --allow-unsafe --extra dev --extra postgres -c requirements.txt -o requirements-dev.txt pyproject.toml

wheelhouse: $(BIN)/ready
	$(BIN)/pip download -q --no-deps --require-hashes -r requirements.txt -d wheelhouse

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(BIN)/ready: requirements.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m lms "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/lms && chmod +x $(BIN)/lms
	$(BIN)/pybabel -q compile -d lms/translations
	touch $@

%.mo: %.po | $(BIN)/ready
	$(BIN)/pybabel -q compile -i $< -o $@

$(BIN)/ready-dev: requirements-dev.txt | $(BIN)/ready
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	touch $@
