# Every target makes the environment it needs, in .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
FILES ?= components fixtures/demo.py
OWUI ?= 0.12.4

# The demonstration is full of mistakes: only files of your own make `make lint` fail.
LINT_OPTIONS = $(if $(filter file,$(origin FILES)),--exit-zero)

.PHONY: lint test check bench fuzz conformance catalogue clean

lint: $(VENV)/.lint  ## lint components: make lint FILES="my_filter.py"
	$(BIN)/python -m flake8 --isolated --select OWU $(LINT_OPTIONS) $(FILES)

test: $(VENV)/.dev  ## run the tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/.dev  ## types, style, and our own rules on our own components
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check -q
	$(BIN)/python -m flake8 owui_lint rules tests
	$(BIN)/python -m flake8 --isolated --select OWU --owui-profile strict components

bench: $(VENV)/.dev  ## what linting costs, against bare parsing and beside other linters
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/.dev  ## try many more inputs than `make test` does
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/robustness

conformance: $(VENV)/.dev  ## ask the real host: make conformance OWUI=0.11.4
	PYTHON=$(BIN)/python tests/conformance/run.sh $(OWUI)

catalogue: $(VENV)/.dev  ## regenerate rules/README.md and the picture in README.md
	$(BIN)/python -m owui_lint.catalogue
	$(BIN)/python -m tests.picture

clean:
	rm -rf $(VENV) build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lint: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -e .
	touch $@

$(VENV)/.dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -e '.[dev]'
	touch $@ $(VENV)/.lint
