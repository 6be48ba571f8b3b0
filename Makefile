# demo   everything on this machine, with made-up deliveries      make demo ARGS="--headless --json F"
# test   all tests on the engines of production, on every core    make test ARGS="tests/privacy -x"
# check  format, lint, import contracts, types, migrations, deploy; changes nothing
# fix    mends what a machine may mend
# bench  speed and memory beside the peers                      make bench ARGS="--only rules --sizes 155k"
# attack an intruder against many releases: how much he narrows  make attack ARGS="--klein"
# lock   pins the packages again, with hashes

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STEMPEL := $(VENV)/.stempel
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
ARGS ?=

export OPENBLAS_NUM_THREADS ?= 1

.PHONY: demo test check fix bench attack lock runtime dev static chromium
.DELETE_ON_ERROR:

demo: runtime static
	@exec $(PY) manage.py demo $(ARGS)

# Servers of one's own (DATABASE_URL, REDIS_URL) can't be shared by several processes of tests.
KERNEN ?= $(if $(DATABASE_URL)$(REDIS_URL),0,$(shell nproc | awk '{print $$1 < 4 ? $$1 : 4}'))

test: dev static chromium
	@CHROMIUM="$$(scripts/chromium.sh)" $(PY) -m pytest --numprocesses $(KERNEN) $(ARGS)

check: dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy
	$(GEREEDSCHAP) $(PY) -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run
	$(GEREEDSCHAP) $(PY) manage.py check --fail-level WARNING
	$(GEREEDSCHAP) $(PY) manage.py check --deploy --tag security --fail-level WARNING

# As a municipality would run it, with a key that is thrown away.
GEREEDSCHAP = BUURTMONITOR_HOSTS=buurtmonitor.example.nl \
	BUURTMONITOR_GEHEIM="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')"

fix: dev
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# Part of it: make bench ARGS="--only regression,rules --sizes 155k --json FILE"
bench: dev static $(STEMPEL)/bench
	@$(PY) -m benchmarks $(ARGS)

# Ends in the line `attack: N protected cells, K narrowed`; fails when K is not 0.
attack: dev static
	@PYTHONPATH=. $(PY) benchmarks/aanval.py $(ARGS)

lock: dev
	$(VENV)/bin/pip-compile $(LOCK) --output-file requirements.txt requirements.in
	$(VENV)/bin/pip-compile $(LOCK) --allow-unsafe --output-file requirements-dev.txt requirements-dev.in
	$(VENV)/bin/pip-compile $(LOCK) --output-file requirements-bench.txt requirements-bench.in
	npm install --package-lock-only --no-audit --no-fund

LOCK = --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links

# --- set-up: each step leaves a stamp, so that a second call is instant ---------------------------

runtime: $(STEMPEL)/runtime
dev: $(STEMPEL)/dev
static: $(STEMPEL)/static

$(STEMPEL)/venv:
	@command -v $(PYTHON) >/dev/null || { echo "Python ontbreekt: installeer Python 3.11 of nieuwer (Debian: apt-get install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Deze Python is te oud: installeer Python 3.11 of nieuwer, of geef er een met PYTHON=..."; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Een virtuele omgeving maken lukt niet: installeer python3-venv (Debian: apt-get install python3-venv)."; exit 1; }
	@mkdir -p $(STEMPEL) && touch $@

$(STEMPEL)/runtime: $(STEMPEL)/venv requirements.txt
	@echo "Pakketten installeren (de eerste keer een paar minuten) ..."
	@$(PIP) --requirement requirements.txt || { echo "De Python-pakketten konden niet worden geïnstalleerd: controleer de internetverbinding en de schijfruimte (2 GB)."; exit 1; }
	@touch $@

$(STEMPEL)/dev: $(STEMPEL)/runtime requirements-dev.txt
	@$(PIP) --requirement requirements-dev.txt || { echo "De Python-pakketten konden niet worden geïnstalleerd: controleer de internetverbinding en de schijfruimte (2 GB)."; exit 1; }
	@touch $@

$(STEMPEL)/bench: $(STEMPEL)/dev requirements-bench.txt
	@$(PIP) --requirement requirements-bench.txt || { echo "De pakketten om mee te vergelijken konden niet worden geïnstalleerd: controleer de internetverbinding en of er een C-compiler is (Debian: apt-get install gcc python3-dev)."; exit 1; }
	@touch $@

$(STEMPEL)/npm: $(STEMPEL)/venv package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm ontbreekt: installeer Node.js 18 of nieuwer met npm (Debian: apt-get install npm)."; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --update-notifier=false || { echo "De npm-pakketten konden niet worden geïnstalleerd: controleer de internetverbinding."; exit 1; }
	@touch $@

$(STEMPEL)/static: $(STEMPEL)/runtime $(STEMPEL)/npm buurtmonitor/activa.py $(shell find static */static -type f 2>/dev/null)
	@$(PY) -m buurtmonitor.activa
	@$(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

chromium:
	@scripts/chromium.sh >/dev/null
