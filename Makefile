# Every target sets up what it needs by itself, into a cache outside the repository.
# Variables given on make's command line (ONLY=..., DB=...) reach the scripts.
PYTHON ?= python3
COMMAND = @exec "$(PYTHON)" dev/commands

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-property test-flows test-valuation test-mutants test-attack test-core test-plain test-lifecycle bench bench-report bench-build bench-simulate bench-status bench-kanban bench-policies bench-advice build-costs i18n rooms lint format shell clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  ODOO_PATH and PG* name an existing Odoo 19.0 and PostgreSQL; PTP_CACHE the cache."
	@echo "  dev/odoo and dev/pg run Odoo's and PostgreSQL's own programs."

setup: ## install all that the tests need
	$(COMMAND) setup

demo: ## build the demo company and serve it (DEMO_SERVE=0, DEMO_PORT=8069)
	$(COMMAND) demo

test: ## run the test suite (ONLY=tag narrows it, KEEP_DB=1 keeps the databases)
	$(COMMAND) test

test-property: ## try random sequences of changes, costs and schedules (EXAMPLES=2000)
	@PULL_EXAMPLES="$(or $(EXAMPLES),2000)" ONLY=":TestChangeProperty,:TestCogsProperty,:TestBesideCogsProperty,:TestDropshipProperty,:TestExplosionProperty,:TestScheduleProperties" \
		"$(PYTHON)" dev/commands test

test-flows: ## try random flows of goods and documents on the ledger (COUNT=1000, SEED=19)
	$(COMMAND) test-flows

test-valuation: ## run Odoo's valuation suites, all parts of costs checked after each
	@ONLY=pull_suites "$(PYTHON)" dev/commands test

test-mutants: ## break the module on purpose: its tests must fail (ONLY=name,...)
	$(COMMAND) test-mutants

test-attack: ## call a server without sense, as users of every kind (COUNT=20000, SEED=19)
	$(COMMAND) test-attack

test-core: ## run Odoo's suites without and with the module (ONLY=mrp, RECHECK=1)
	$(COMMAND) test-core

test-plain: ## run flows without and with the module, compare the ledgers (ONLY=name, ALL=1)
	$(COMMAND) test-plain

test-lifecycle: ## install, upgrade and uninstall on a database with data
	$(COMMAND) test-lifecycle

bench: ## run the benchmarks (ARGS="...")
	$(COMMAND) bench

bench-report: ## time the reports over work orders and order lines (COUNT=...)
	$(COMMAND) bench-report

bench-build: ## time building the costs of past moves (COUNT=100000)
	$(COMMAND) bench-build

bench-simulate: ## live through orders of the demo factory: are promises kept? (COUNT=2000, SEED=19)
	$(COMMAND) bench-simulate

bench-status: ## time lists and filters of what is open among past orders (COUNT=100000)
	$(COMMAND) bench-status

bench-kanban: ## count the queries of a day of consumptions of kanban parts (COUNT=20000)
	$(COMMAND) bench-kanban

bench-policies: ## live through two years with each policy: is the advice the cheapest? (COUNT=20, SEED=23)
	$(COMMAND) bench-policies

bench-advice: ## time the advice on many products with two years of orders (COUNT=5000)
	$(COMMAND) bench-advice

build-costs: ## build the costs of past moves and invoices (DB=name)
	$(COMMAND) build-costs

i18n: ## write the template of all texts
	$(COMMAND) i18n

rooms: ## draw the rooms into CONTRIBUTING.md and check their order (CHECK=1)
	$(COMMAND) rooms

lint: ## check Python, XML and JavaScript
	$(COMMAND) lint

format: ## mend what the linters can mend
	$(COMMAND) lint --fix

shell: ## open an Odoo shell (DB=name)
	$(COMMAND) shell

clean: ## remove this clone's build folder (ALL=1: the whole cache)
	$(COMMAND) clean
