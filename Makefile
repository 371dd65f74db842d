# Two commands: `make run` (the demo) and `make test` (everything).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO := cargo
# All targets but a release are built with this one set of features, so that nothing is compiled twice.
FEATURES := --features rehearsal
# The tests are compiled by clippy-driver, so that lints and tests share one build.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings
BUILT := $(abspath $(or $(CARGO_TARGET_DIR),target))/debug

.PHONY: help audit sbom racing recovery failover attack api-test fuzz bench bench-assets bench-bookings bench-growth bench-import bench-looks bench-morning bench-picture bench-reminders bench-webhooks soak run test pages setup setup-pages setup-browser api format rust lint pages-test phone-test sdk-test e2e pictures clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: pages ## Build and start the demo; open the address it prints
	@echo "Building (the first time takes some minutes) …"
	$(CARGO) run $(FEATURES) --bin sesshu -- demo

test: format audit rust lint pages-test phone-test sdk-test api-test e2e ## Run all checks and tests; installs what it needs or names what is missing

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
	$(CARGO) run --quiet $(FEATURES) --bin sesshu -- openapi > liff/openapi.json.new
	mv liff/openapi.json.new liff/openapi.json
	cd liff && npm run --silent api

format: ## Check the format of the Rust files
	./scripts/need.sh cargo
	$(CARGO) fmt --all --check

audit: ## Check licences, sources and known weaknesses of everything compiled in
	./scripts/need.sh cargo npm
	./scripts/audit.sh

sbom: ## Write a software bill of materials (CycloneDX) into sbom/
	./scripts/need.sh cargo npm
	./scripts/sbom.sh

rust: pages ## Run Rust lints and all tests, on SQLite and on a PostgreSQL started for them
	./scripts/need.sh cargo clippy-driver
	./scripts/need-faketime.sh
	./scripts/need-pgbouncer.sh
	$(LINTED) ./scripts/with-postgres.sh $(CARGO) test --workspace $(FEATURES)
ifdef PGBOUNCER
	$(LINTED) ./scripts/with-postgres.sh $(CARGO) test --workspace $(FEATURES) --test it -- --ignored pgbouncer::
else
	@echo "Not run: PgBouncer in transaction mode. PGBOUNCER has to name version 1.21 or newer."
endif

lint: setup-pages ## Check types and lints of the pages
	cd liff && npm run --silent check

pages-test: setup-pages ## Run the unit tests of the pages
	cd liff && npm test --silent

phone-test: ## Run the unit tests of the simulator's phone; needs only Node.js
	./scripts/need.sh node
	cd simulator && node --test phone-tests/

sdk-test: pages simulator/node-tests/node_modules/.installed ## Drive the simulator by LINE's own SDK for Node.js
	$(LINTED) $(CARGO) build --workspace $(FEATURES) --all-targets
	cd simulator/node-tests && LINE_SIMULATOR_BIN=$(BUILT)/line-simulator npm test --silent

simulator/node-tests/node_modules/.installed: simulator/node-tests/package-lock.json
	./scripts/need.sh node npm
	cd simulator/node-tests && npm ci --no-audit --no-fund
	touch $@

e2e: pages setup-browser ## Run the browser tests against the demo, then Lighthouse alone
	$(LINTED) $(CARGO) build --workspace $(FEATURES) --all-targets
	cd liff && SESSHU_BIN=$(BUILT)/sesshu npm run --silent e2e
	cd liff && SESSHU_BIN=$(BUILT)/sesshu npm run --silent lighthouse

pictures: pages setup-browser ## Take the pictures of the READMEs again
	$(LINTED) $(CARGO) build --workspace $(FEATURES) --all-targets
	cd liff && SESSHU_BIN=$(BUILT)/sesshu SESSHU_PICTURES=../docs/pictures npm run --silent e2e -- pictures

# On a PostgreSQL with fsync, which the server for the tests does not use.
DURABLE := SESSHU_TEST_POSTGRES= SESSHU_POSTGRES_DURABLE=1 ./scripts/with-postgres.sh
MEASURED := $(CARGO) bench --workspace $(FEATURES) --bench

bench-import: pages ## Import a million coupons, compared with the databases' bulk load; some minutes
	./scripts/need.sh cargo sqlite3 psql
	./scripts/with-postgres.sh $(MEASURED) import

soak: pages ## Long soak: 2,000 people, faults, pauses, 20 kills, on both databases (SESSHU_SEED repeats a run)
	SESSHU_SOAK_PEOPLE=$${SESSHU_SOAK_PEOPLE:-2000} SESSHU_SOAK_ACTS=$${SESSHU_SOAK_ACTS:-12} SESSHU_SOAK_TROUBLES=$${SESSHU_SOAK_TROUBLES:-20} \
		./scripts/with-postgres.sh $(CARGO) test --workspace $(FEATURES) --profile bench --test soak -- --nocapture --test-threads 1 nothing_is_lost

recovery: pages ## Kill the service at every point of a scenario, on both databases; some minutes
	SESSHU_RECOVERY_STRIDE=1 $(LINTED) ./scripts/with-postgres.sh \
		$(CARGO) test --workspace $(FEATURES) --test recovery -- --nocapture --test-threads 1

api-test: pages ## Send some thousand requests generated from the API's description
	$(LINTED) $(CARGO) build --workspace $(FEATURES) --all-targets
	SESSHU_BIN=$(BUILT)/sesshu ./scripts/attack.sh 100 1500

attack: pages ## The same for longer: at least 10,000 requests (SESSHU_SEED repeats a run)
	$(LINTED) $(CARGO) build --workspace $(FEATURES) --all-targets
	SESSHU_BIN=$(BUILT)/sesshu ./scripts/attack.sh 700 10000

FUZZED := webhook coupons dates tokens
fuzz: ## Fuzz each target for five minutes (SECONDS_EACH); needs cargo-fuzz and a nightly compiler
	./scripts/need.sh cargo cargo-fuzz
	for target in $(FUZZED); do \
		mkdir -p target/fuzz/found/$$target; \
		cargo +nightly fuzz run --target-dir target/fuzz $$target target/fuzz/found/$$target fuzz/corpus/$$target \
			-- -max_total_time=$${SECONDS_EACH:-300}; done

racing: pages ## Run a million concurrent operations, killing replicas, on both databases (SESSHU_SEED repeats a run)
	SESSHU_RACE_PEOPLE=$${SESSHU_RACE_PEOPLE:-500} SESSHU_RACE_ACTS=$${SESSHU_RACE_ACTS:-500000} \
		SESSHU_RACE_KILLS=$${SESSHU_RACE_KILLS:-60} ./scripts/with-postgres.sh $(CARGO) test --workspace $(FEATURES) --profile bench --test racing -- --nocapture --test-threads 1 whatever

failover: pages ## Fail over PostgreSQL under Patroni and load, twenty times; half an hour (SESSHU_FAILOVER_ROUNDS)
	$(LINTED) $(CARGO) test --workspace $(FEATURES) --test failover --no-run
	$(LINTED) ./scripts/failover/cluster.sh run $(CARGO) test --workspace $(FEATURES) --test failover -- --nocapture

bench-reminders: pages ## Send 100,000 reminders, compared with the minimum time under LINE's rate limit
	./scripts/with-postgres.sh $(MEASURED) reminders

bench-assets: pages ## Serve the largest file of a first visit, compared with nginx
	./scripts/need.sh cargo
	./scripts/need-nginx.sh
	$(MEASURED) rush -- assets

bench-bookings: pages ## Book in batches, compared with pgbench; then over HTTP; some minutes
	./scripts/need.sh cargo pgbench
	$(DURABLE) $(MEASURED) rush -- bookings

bench-looks: pages ## Serve the calendar and the waiting room, compared with a bare axum handler
	./scripts/need.sh cargo
	$(MEASURED) rush -- looks

bench-webhooks: pages bench/peers/node/node_modules/.installed target/peers/python/.installed ## Receive LINE's webhooks, compared with LINE's own SDKs
	./scripts/need.sh cargo
	BENCH_PYTHON=$(abspath target/peers/python/bin/python) $(DURABLE) $(MEASURED) rush -- webhooks

bench/peers/node/node_modules/.installed: bench/peers/node/package-lock.json
	./scripts/need.sh node npm
	cd bench/peers/node && npm ci --no-audit --no-fund
	touch $@

target/peers/python/.installed: bench/peers/python/requirements.txt
target/peers/picture/.installed: bench/picture-requirements.txt
target/peers/%/.installed:
	./scripts/need.sh python3
	python3 -m venv target/peers/$*
	target/peers/$*/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

bench-morning: pages ## Let 50,000 people come at nine for 25,000 seats; some minutes
	$(DURABLE) $(MEASURED) rush -- morning

bench-growth: pages ## Measure how the cost grows from a thousand to a million coupons
	$(DURABLE) $(MEASURED) rush -- growth

bench: ## Measure the rush, into bench/results/latest.json; half an hour
	./scripts/bench-begin.sh bench/results/latest.json
	BENCH_RESULTS=$(abspath bench/results/latest.json) \
		$(MAKE) bench-assets bench-looks bench-webhooks bench-bookings bench-morning bench-growth
	$(MAKE) bench-picture

bench-picture: target/peers/picture/.installed
	target/peers/picture/bin/python bench/picture.py bench/results/latest.json docs/pictures/performance.svg

clean: ## Remove what was built
	$(CARGO) clean
	rm -rf liff/dist liff/node_modules liff/test-results simulator/node-tests/node_modules
