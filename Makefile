# Two commands: `make run` (the demo) and `make test` (everything).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO := cargo
# The tests are compiled by clippy-driver, so that lints and tests share one build.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings
BUILT := $(abspath $(or $(CARGO_TARGET_DIR),target))/debug

.PHONY: help audit sbom racing bench bench-bookings bench-import bench-looks bench-reminders soak run test pages setup setup-pages setup-browser api format rust lint pages-test phone-test sdk-test e2e pictures clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: pages ## Build and start the demo; open the address it prints
	@echo "Building (the first time takes some minutes) …"
	$(CARGO) run --bin sesshu -- demo

test: format audit rust lint pages-test phone-test sdk-test e2e ## Everything; installs what it needs or says what is missing

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

api: ## Write liff/openapi.json and the pages' client from the API as it is
	$(CARGO) run --quiet --bin sesshu -- openapi > liff/openapi.json.new
	mv liff/openapi.json.new liff/openapi.json
	cd liff && npm run --silent api

format: ## The format of the Rust files
	./scripts/need.sh cargo
	$(CARGO) fmt --all --check

audit: ## Licences, sources and known weaknesses of all that is compiled in
	./scripts/need.sh cargo npm
	./scripts/audit.sh

sbom: ## What Sesshu is made of, as CycloneDX, into sbom/
	./scripts/need.sh cargo npm
	./scripts/sbom.sh

rust: pages ## Rust: lints and all tests, on SQLite and on a PostgreSQL that is started for them
	./scripts/need.sh cargo clippy-driver
	$(LINTED) ./scripts/with-postgres.sh $(CARGO) test --workspace

lint: setup-pages ## Types and lints of the pages
	cd liff && npm run --silent check

pages-test: setup-pages ## Unit tests of the pages
	cd liff && npm test --silent

phone-test: ## Unit tests of the simulator's phone; needs nothing but Node.js
	./scripts/need.sh node
	cd simulator && node --test phone-tests/

sdk-test: pages simulator/node-tests/node_modules/.installed ## LINE's own SDK for Node.js drives the simulator
	$(LINTED) $(CARGO) build --workspace --all-targets
	cd simulator/node-tests && LINE_SIMULATOR_BIN=$(BUILT)/line-simulator npm test --silent

simulator/node-tests/node_modules/.installed: simulator/node-tests/package-lock.json
	./scripts/need.sh node npm
	cd simulator/node-tests && npm ci --no-audit --no-fund
	touch $@

e2e: pages setup-browser ## The journeys in a browser, against the demo; after them Lighthouse, alone
	$(LINTED) $(CARGO) build --workspace --all-targets
	cd liff && SESSHU_BIN=$(BUILT)/sesshu npm run --silent e2e
	cd liff && SESSHU_BIN=$(BUILT)/sesshu npm run --silent lighthouse

pictures: pages setup-browser ## Take the pictures of the READMEs anew
	$(LINTED) $(CARGO) build --workspace --all-targets
	cd liff && SESSHU_BIN=$(BUILT)/sesshu SESSHU_PICTURES=../docs/pictures npm run --silent e2e -- pictures

# The crates an import spends its time in are compiled at full speed, nothing else is compiled anew.
FAST := sesshu sea-query sea-query-sqlx sea-orm sqlx-core sqlx-sqlite sqlx-postgres csv csv-core encoding_rs
bench-import: pages ## Load a million coupons, beside the databases' own bulk load; takes some minutes
	./scripts/need.sh cargo sqlite3 psql
	./scripts/with-postgres.sh $(CARGO) bench --bench import --profile dev $(foreach crate,$(FAST),--config profile.dev.package.$(crate).opt-level=3)

soak: pages ## The long soak: 2,000 people, faults, 20 kills, on both databases (SESSHU_SEED repeats a run)
	SESSHU_SOAK_PEOPLE=$${SESSHU_SOAK_PEOPLE:-2000} SESSHU_SOAK_ACTS=$${SESSHU_SOAK_ACTS:-12} \
		$(LINTED) ./scripts/with-postgres.sh $(CARGO) test --workspace --test soak -- --nocapture --test-threads 1 nothing_is_lost

racing: pages ## A million racing operations, with replicas killed, on both databases (SESSHU_SEED repeats a run)
	SESSHU_RACE_PEOPLE=$${SESSHU_RACE_PEOPLE:-500} SESSHU_RACE_ACTS=$${SESSHU_RACE_ACTS:-500000} \
		$(LINTED) ./scripts/with-postgres.sh $(CARGO) test --workspace --test racing -- --nocapture --test-threads 1 whatever

bench-reminders: pages ## 100,000 reminders against the limit that LINE's rates set
	./scripts/with-postgres.sh $(CARGO) bench --bench reminders --profile dev $(foreach crate,$(FAST),--config profile.dev.package.$(crate).opt-level=3)

# With these the whole way of a booking runs at full speed, HTTP included.
SERVED := hyper hyper-util axum axum-core tower tower-http http serde_json tokio tokio-util hmac sha2 reqwest h2 bytes matchit serde_core
QUICK = $(foreach crate,$(FAST) $(SERVED),--config profile.dev.package.$(crate).opt-level=3)

bench-bookings: pages ## Bookings decided together, beside pgbench; then over HTTP; takes some minutes
	./scripts/need.sh cargo pgbench
	SESSHU_TEST_POSTGRES= SESSHU_POSTGRES_DURABLE=1 ./scripts/with-postgres.sh $(CARGO) bench --bench rush --profile dev $(QUICK) -- bookings

bench-looks: pages ## The calendar and the waiting room, beside a bare axum handler
	./scripts/need.sh cargo
	$(CARGO) bench --bench rush --profile dev $(QUICK) -- looks

bench: ## The figures of the rush, into bench/results/latest.json; takes some minutes
	./scripts/bench-begin.sh bench/results/latest.json
	BENCH_RESULTS=$(abspath bench/results/latest.json) $(MAKE) bench-bookings bench-looks

clean: ## Remove what was built
	$(CARGO) clean
	rm -rf liff/dist liff/node_modules liff/test-results simulator/node-tests/node_modules
