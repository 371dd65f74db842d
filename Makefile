# Two commands: `make run` (the demo) and `make test` (everything).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO := cargo

.PHONY: help run test pages setup setup-pages setup-browser lint unit it pages-test phone-test clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: pages ## Build and start the demo; open the address it prints
	@echo "Building (the first time takes some minutes) …"
	$(CARGO) run --bin sesshu -- demo

test: phone-test ## What has been seen to pass so far: the simulator's phone

setup: setup-pages setup-browser

setup-pages: liff/node_modules/.installed

liff/node_modules/.installed: liff/package-lock.json
	./scripts/need.sh node npm
	cd liff && npm ci --no-audit --no-fund
	touch $@

setup-browser:
	./scripts/need-browser.sh

pages: setup-pages ## Build the residents' pages into liff/dist
	cd liff && npm run --silent build

lint: setup-pages ## Types and lints of the pages
	cd liff && npm run --silent check

unit: pages ## Rust: architecture, and the rooms' own tests (not yet seen to pass)
	$(CARGO) test --workspace --lib --test architecture

it: pages ## Rust: migrations and storage, on SQLite and PostgreSQL (not yet seen to pass)
	./scripts/with-postgres.sh $(CARGO) test --workspace --test migrations --test it

pages-test: setup-pages ## Unit tests of the pages (not yet seen to pass as a whole)
	cd liff && npm test --silent

phone-test: ## Unit tests of the simulator's phone; needs nothing but Node.js
	./scripts/need.sh node
	cd simulator && node --test phone-tests/

clean: ## Remove what was built
	$(CARGO) clean
	rm -rf liff/dist liff/node_modules liff/test-results
