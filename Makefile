# Every target makes the environment it needs, in .venv.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
FILES ?= components fixtures/demo.py
OWUI ?= 0.12.4

# The demonstration is full of mistakes: only files of your own make `make lint` fail.
LINT_OPTIONS = $(if $(filter file,$(origin FILES)),--exit-zero)

# The Pipelines server is small: `make test` runs against the real one where it can be had (GitHub,
# Python 3.11 or 3.12), and says so where not.
PIPELINES = { place=$$(tests/conformance/checkout.sh) && export OWUI_PIPELINES="$$place" && \
	tests/conformance/environment.sh pipelines .conformance/pipelines; } || \
	{ unset OWUI_PIPELINES; echo "No Pipelines server: its tests are skipped."; }

.PHONY: lint test test-host test-page test-editors vscode check bench fuzz conformance catalogue docs clean

lint: $(VENV)/.lint  ## lint components: make lint FILES="my_filter.py"
	$(BIN)/python -m flake8 --isolated --select OWU $(LINT_OPTIONS) $(FILES)

test: $(VENV)/.dev  ## run the tests
	$(PIPELINES); $(BIN)/python -m pytest -q -n 2 --dist loadfile

test-host: $(VENV)/.dev  ## run the tests that need the real Open WebUI (0.6 GB) and Pipelines server
	PYTHON=$(BIN)/python tests/conformance/test_host.sh $(OWUI)

test-page: $(VENV)/.dev  ## use the components on the page of a full Open WebUI (7 GB), in Chromium
	PYTHON=$(BIN)/python tests/page/run.sh $(OWUI)

test-editors: $(VENV)/.dev vscode  ## use the server in real editors: make test-editors EDITORS="vscode neovim"
	PYTHON=$(BIN)/python tests/editors/run.sh $(EDITORS)

vscode: editors/vscode/node_modules/.package-lock.json  ## build the extension of VS Code (Node.js 20) into build/
	mkdir -p build
	cd editors/vscode && npm run --silent check && npm run --silent bundle && \
		npm run --silent package -- ../../build/

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

docs: $(VENV)/.dev  ## build the website into build/docs/site: strictly, with a check of its links
	$(BIN)/python -m docs

editors/vscode/node_modules/.package-lock.json: editors/vscode/package-lock.json
	cd editors/vscode && npm ci --silent --ignore-scripts --no-audit --no-fund

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
