# Every target sets up what it needs by itself, into a cache outside the repository.
# Variables given on make's command line (ONLY=..., DB=...) reach the scripts.
PYTHON ?= python3
HOUSE = @exec "$(PYTHON)" dev/house

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-property test-core test-lifecycle bench bench-report bench-build build-costs i18n lint format shell clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  ODOO_PATH and PG* name an existing Odoo 19.0 and PostgreSQL; PTP_CACHE the cache."
	@echo "  dev/odoo and dev/pg run Odoo's and PostgreSQL's own programs."

setup: ## install all that the tests need
	$(HOUSE) setup

demo: ## build the demo company and serve it (DEMO_SERVE=0, DEMO_PORT=8069)
	$(HOUSE) demo

test: ## run the test suite (ONLY=tag narrows it, KEEP_DB=1 keeps the database)
	$(HOUSE) test

test-property: ## try random sequences of changes and of costs (EXAMPLES=2000)
	@PULL_EXAMPLES="$(or $(EXAMPLES),2000)" ONLY=":TestChangeProperty,:TestCogsProperty" \
		"$(PYTHON)" dev/house test

test-core: ## run Odoo's suites without and with the module (ONLY=mrp, RECHECK=1)
	$(HOUSE) test-core

test-lifecycle: ## install, upgrade and uninstall on a database with data
	$(HOUSE) test-lifecycle

bench: ## run the benchmarks (ARGS="...")
	$(HOUSE) bench

bench-report: ## time the reports over work orders and order lines (COUNT=...)
	$(HOUSE) bench-report

bench-build: ## time building the costs of past moves (COUNT=100000)
	$(HOUSE) bench-build

build-costs: ## build the costs of past moves and invoices (DB=name)
	$(HOUSE) build-costs

i18n: ## write the template of all texts
	$(HOUSE) i18n

lint: ## check Python, XML and JavaScript
	$(HOUSE) lint

format: ## mend what the linters can mend
	$(HOUSE) lint --fix

shell: ## open an Odoo shell (DB=name)
	$(HOUSE) shell

clean: ## remove this clone's build folder (ALL=1: the whole cache)
	$(HOUSE) clean
