# Fresh machine: `make demo` and `make test` set up everything they need in .venv (Python 3.11+, git; on Debian also bubblewrap).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# How many processes the tests are spread over.
JOBS ?= 2

# Whole files side by side; then, one after the other, what cannot bear company. $(1) chooses among both.
define run-tests
	@status=0; \
	GRADER_SANDBOX_MUST_WORK=1 $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m 'not alone$(1)' || status=1; \
	GRADER_SANDBOX_MUST_WORK=1 $(BIN)/pytest -m 'alone$(1)' || status=1; \
	exit $$status
endef

.PHONY: help setup sandbox demo test test-fast lint format bench truth schemas reference environment clean
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
	$(call run-tests)

test-fast: setup  ## all tests but the slow ones
	$(call run-tests, and not slow)

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

truth: setup  ## how often an honest number is accused, and a tampered one missed
	$(BIN)/python -m tests.truth

schemas: $(VENV)/.installed  ## derive the artifacts' schemas from grader/core
	$(BIN)/python -m grader.wire.schemas

reference: $(VENV)/.installed  ## derive docs/codes.md from the catalogue
	$(BIN)/python -m grader.cli.reference

environment: $(VENV)/.installed  ## list what the code of teams can import, from what is installed
	$(BIN)/python -m grader.verify.packages

clean:  ## remove what setup and the demo made
	rm -rf $(VENV) demo-out build dist *.egg-info
