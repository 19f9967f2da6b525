# The main commands are `make report` and `make test`. Both create the environment if it is missing.

PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: report quick reference test faults lint style types

report: .venv/ready
	PYTHONPATH=src python -BP workflow/scripts/reproduce.py
	@echo "The report: $(CURDIR)/results/report.html"

quick: .venv/ready
	snakemake --config budget=quick
	@echo "The report (budget quick): $(CURDIR)/results/report.html"
	@echo "To keep the quick budget while you change parameters, set \`budget: quick\` in params.yaml."

# Takes several hours on two cores, less where reference/records has what it would train, and resumes after an
# interruption; commit what it writes to reference/.
reference: .venv/ready
	PYTHONPATH=src python -BP workflow/scripts/restore.py
	snakemake --config budget=full -- reference

# What takes long of the lint runs beside the tests, and is shown after them. The tests are divided among the cores.
test: style
	@said=$$(mktemp); $(MAKE) --no-print-directory types > $$said 2>&1 & types=$$!; \
	pytest --numprocesses logical --maxprocesses 8 --dist worksteal; ended=$$?; \
	wait $$types || ended=1; cat $$said; rm $$said; exit $$ended

# Takes about an hour; run it before a release. Resumes after an interruption and writes its counts to docs/reliability.md.
faults: .venv/ready
	python -m tests.faults.run

lint: style types

style: .venv/ready
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile
	codespell

types: .venv/ready
	mypy
	snakemake --lint --workflow-profile none

.venv/ready: requirements.lock
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Groundwork needs Python 3.11 or newer: make PYTHON=python3.12 ...')"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
