# Two commands: `make run` (the demo) and `make test` (everything).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO := cargo

.PHONY: help run test pages setup setup-pages setup-browser lint unit pages-test e2e pictures clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: pages ## Build and start the demo; open the address it prints
	@echo "Building (the first time takes some minutes) …"
	$(CARGO) run --bin sesshu -- demo

test: setup pages lint unit pages-test e2e ## Run every check and test

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

lint: pages ## Format, lints, types
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	cd liff && npm run --silent check

unit: pages ## Rust tests, on SQLite and on a PostgreSQL of their own
	./scripts/with-postgres.sh $(CARGO) test --workspace

pages-test: setup-pages ## Unit tests of the pages and of the phone
	cd liff && npm test --silent
	node --test simulator/phone-tests/

e2e: setup-browser pages ## The journeys in a real browser, against the demo
	$(CARGO) build --bin sesshu
	cd liff && npm run --silent e2e

pictures: e2e ## Refresh the pictures in docs/pictures from the browser journeys
	cp liff/test-results/pictures/*.png docs/pictures/

clean: ## Remove what was built
	$(CARGO) clean
	rm -rf liff/dist liff/node_modules liff/test-results
