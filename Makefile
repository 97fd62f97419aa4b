PYTHON ?= python3
PORT ?= 8000
# Processes that run tests; `auto` is one more than there are cores.
WORKERS ?= auto

VENV := .venv
BIN := $(VENV)/bin
# The environment links to the system's Python, which an upgrade of the system may take away.
VENV_BROKEN := $(shell [ -x $(BIN)/python ] || echo broken)
CODE := $(wildcard plugins tests benchmarks)
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check -qq install
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(LOCK_FLAGS) pyproject.toml

# Material prints a notice about MkDocs 2, which this project does not allow.
export NO_MKDOCS_2_WARNING := 1

.DELETE_ON_ERROR:
.PHONY: help serve build test lint format lock upgrade bench clean venv broken

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/build.stamp ## Serve the site on 127.0.0.1:PORT (8000), rebuilt at every change
	@$(BIN)/mkdocs serve --livereload --dev-addr 127.0.0.1:$(PORT)

build: $(VENV)/build.stamp ## Build the site into site/; any warning fails
	@$(BIN)/mkdocs build --strict

test: lint ## Run the linters, the type checker and all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: $(VENV)/dev.stamp ## Run the linters and the type checker
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE) || \
		{ echo "Not formatted; run \`make format\`:" >&2; $(BIN)/ruff format --check $(CODE) >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary $(CODE)

format: $(VENV)/dev.stamp ## Format the code and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

lock: $(VENV)/dev.stamp ## Write requirements/*.txt anew after pyproject.toml changed
	@$(LOCK) --group editable --output-file requirements/build.txt
	@$(LOCK) --group editable --extra dev --constraint requirements/build.txt --output-file requirements/dev.txt

upgrade: ## Like lock, with the newest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory lock LOCK_FLAGS=--upgrade

bench: $(VENV)/build.stamp ## Compare builds with Hugo, Material and Zensical (half an hour; see docs/benchmarks.md)
	@$(BIN)/python -m benchmarks.build

clean: ## Remove everything that make made
	@rm -rf $(VENV) site dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# The project itself goes in without build isolation: its build backend is among the pins.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml $(VENV_BROKEN)
	@[ -x $(BIN)/python ] || $(MAKE) --no-print-directory venv
	@echo "Installing requirements/$*.txt into $(VENV)"
	@$(PIP_INSTALL) --require-hashes -r requirements/$*.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

venv:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "$(PYTHON) was not found; install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old; name Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

broken:
