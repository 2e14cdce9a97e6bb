# Needs Python 3.11 or newer, and make. `make run` starts the demonstration site; `make test` runs every test.
.DELETE_ON_ERROR:
.PHONY: help run test lint format bench clean

VENV = .venv
BIN = $(VENV)/bin
DEMO = var/demo
PYTHON =
ARGS =

help:
	@echo "make run     set everything up and start the demonstration site (kept in $(DEMO))"
	@echo "make test    set everything up and run all tests   (ARGS='-m \"not slow\" tests/core' to choose)"
	@echo "make lint    ruff and mypy"
	@echo "make format  let ruff lay out and mend what it can"
	@echo "make bench   the benchmarks, each against its reference in the same run"
	@echo "make clean   remove the environment and caches; var/ stays"

run: $(VENV)/.run-ready
	@test -f $(DEMO)/panelpost.toml || $(BIN)/panelpost init --demonstration $(DEMO)
	@exec $(BIN)/panelpost --config $(DEMO)/panelpost.toml serve

test: $(VENV)/.dev-ready
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.dev-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.dev-ready
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev-ready
	@set -e; for file in tests/benchmarks/[a-z]*.py; do \
		test -f "$$file" || { echo "There are no benchmarks yet."; break; }; \
		$(BIN)/python -m "tests.benchmarks.$$(basename "$$file" .py)" $(ARGS); \
	done

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov build dist
	find core mail web plugins tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps: what `make run` needs is less than what the tests need. Both are older than a changed pyproject.toml.
$(VENV)/.run-ready: pyproject.toml $(BIN)/python
	@echo "Installing Panelpost into $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev-ready: pyproject.toml $(BIN)/python
	@echo "Installing Panelpost and what its tests need into $(VENV) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.run-ready $@

# Only where there is none that works (a link to a Python since removed counts as none).
$(BIN)/python:
	@found=""; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$python"; break; fi; \
	done; \
	if test -z "$$found"; then \
		echo "Panelpost needs Python 3.11 or newer, and none was found as python3, python3.13, python3.12 or python3.11." >&2; \
		echo "Install one (Debian 12, Ubuntu 24.04: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found cannot make a virtual environment: its venv and ensurepip modules are missing." >&2; \
		echo "Debian, Ubuntu: apt install python3-venv. Then run make again." >&2; \
		exit 1; \
	fi; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV)
