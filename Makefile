# make demo   everything on this machine, with practice data; needs Python 3.11 or later, make and git
# make test   the tests
# make check  format, lint, import contract, migrations, translations, deployment settings
# make help   the rest

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m cme.embedded run
SETUP := .venv/.installed node_modules/.installed static/built/.made locale/.compiled
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

.PHONY: help setup demo demo-reset test check check-code check-site format welsh migrations spark bench locks clean
.DELETE_ON_ERROR:

help:
	@echo "make setup       the virtual environment, the style sheet and the Welsh catalogue"
	@echo "make demo        start everything with practice data; PORT and DATA_DIR may be set"
	@echo "make demo-reset  take the practice data away and begin the demo again"
	@echo "make test        all tests"
	@echo "make check       format, lint, import contract, types, migrations, translations, deployment settings"
	@echo "make format      put the code into its format"
	@echo "make welsh       bring the sentences of the pages into the Welsh catalogue"
	@echo "make migrations  write migrations for changed models"
	@echo "make spark       install Spark beside and hold the two engines against one another; needs Java 17"
	@echo "make bench       measure"
	@echo "make locks       write the lock files anew; needs uv"
	@echo "make clean       remove what make setup made"

setup: $(SETUP)

demo: setup
	@$(BIN)/python -m cme.demo

demo-reset: setup
	@$(BIN)/python -m cme.demo reset
	@$(BIN)/python -m cme.demo

# Journeys mostly wait, so a third process keeps two cores busy.
test: setup
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: setup
	@$(MAKE) --no-print-directory --jobs 2 check-code check-site

check-code: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy

check-site: setup
	$(RUN) -- $(BIN)/python manage.py makemigrations --check --dry-run
	$(RUN) -- $(BIN)/python manage.py catalogue check
	$(RUN) --migrated --deployment -- $(BIN)/python manage.py check --deploy --fail-level WARNING

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

welsh: setup
	$(RUN) -- $(BIN)/python manage.py catalogue update

migrations: setup
	$(RUN) -- $(BIN)/python manage.py makemigrations

# A virtual environment apart, because Spark is half a gigabyte and only match_files --engine spark wants it.
spark: setup
	@command -v java >/dev/null || { echo "Spark needs Java 17 or later."; exit 1; }
	$(PYTHON) -m venv --clear .venv-spark
	.venv-spark/bin/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	.venv-spark/bin/python -m pip install --quiet --require-hashes --requirement requirements-spark.txt
	.venv-spark/bin/python -m pytest -n 0 tests/lhb_ingest/test_engines.py

bench: setup
	$(RUN) --migrated -- $(BIN)/python -m bench

# Locks carry hashes and no addresses, so that they work with any package index.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
locks:
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
	$(LOCK) pyproject.toml --group spark -o requirements-spark.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf .venv .venv-spark node_modules static/built locale/.compiled staticfiles
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache test-results

# ------------------------------------------------------------------- what is made once, and again when its source changes
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or later. If you have one under another name: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu it is the package python3-venv."; exit 1; }
	@echo "Making the virtual environment .venv"
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements-dev.txt | .venv/bin/python
	@echo "Installing the packages of requirements-dev.txt (about a minute)"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

node_modules/.installed: package-lock.json | .venv/.installed
	@echo "Installing GOV.UK Frontend, with the Node of the virtual environment"
	@npm ci --silent --no-audit --no-fund
	@touch $@

static/built/.made: node_modules/.installed package.json $(wildcard styles/*)
	@echo "Building the style sheet"
	@npm run --silent build
	@mkdir -p staticfiles
	@touch $@

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/*.po) cme/catalogue.py | .venv/.installed
	@echo "Compiling the Welsh catalogue"
	@$(RUN) -- $(BIN)/python manage.py catalogue compile
	@touch $@
