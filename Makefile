# Fresh machine: `make demo` and `make test` set up everything they need in .venv (Python 3.11+, git; on Debian also bubblewrap).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SANDBOX := GRADER_SANDBOX_MUST_WORK=1

.PHONY: help setup sandbox demo test test-fast lint format bench schemas reference clean
.DEFAULT_GOAL := help

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t12

# The stamp is younger than what it was made from: later calls cost nothing.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("grader needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes the first time) …"
	$(PIP) torch==2.13.0
	$(PIP) --editable '.[verify,plots,dev]'
	touch $@

setup: $(VENV)/.installed sandbox  ## make .venv and see that bubblewrap is there

sandbox:
	@.ci/bubblewrap

demo: setup  ## the whole way once: a pull request, from its title to the posted review
	$(BIN)/grader demo

test: setup  ## all tests
	$(SANDBOX) $(BIN)/pytest

test-fast: setup  ## all tests but the slow ones
	$(SANDBOX) $(BIN)/pytest -m 'not slow'

lint: $(VENV)/.installed  ## ruff, mypy, zizmor, schemas
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/zizmor --offline --no-progress --persona auditor .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --check-metaschema schemas/*.schema.json
	$(BIN)/check-jsonschema --schemafile schemas/course.schema.json .github/course.yml
	$(BIN)/check-jsonschema --schemafile schemas/manifest.schema.json $$(find submissions tests/cases -name submission.yml)

format: $(VENV)/.installed  ## let ruff lay out the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup  ## the figures of README, measured on this machine
	$(BIN)/python -m tests.bench

schemas: $(VENV)/.installed  ## derive the artifacts' schemas from grader/core
	$(BIN)/python -m grader.wire.schemas

reference: $(VENV)/.installed  ## derive docs/codes.md from the catalogue
	$(BIN)/python -m grader.cli.reference

clean:  ## remove what setup and the demo made
	rm -rf $(VENV) demo-out build dist *.egg-info
