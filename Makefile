# Cabinet: `make` alone lists what there is to do.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo build test bench behaviours watch screenshots pictures countries regions clean ask_cargo
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# Every tool finds the one folder of results, and the npm tools of end2end/ are found like any other.
export CARGO_TARGET_DIR := $(CURDIR)/target
export PATH := $(CURDIR)/end2end/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

server := target/release/cabinet
wasm := target/wasm32-unknown-unknown/wasm-release/cabinet.wasm
bound := target/bound/cabinet.wasm
# cargo-leptos empties target/site and writes no .br of its own while it watches: this file stands for our site alone.
site := target/site/pkg/cabinet.wasm.br

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: build ## install what is missing, build, and serve on http://127.0.0.1:3000
	@exec $(server) serve

demo: build ## build, and serve a site of each preset side by side, http://127.0.0.1:3000 to 3005
	@exec $(server) demo

build: $(server) ## leave the whole program in one file, target/release/cabinet

test: ## install Chromium and PostgreSQL where missing, and run every check
	@tools/test

bench: build ## measure what docs/performance.md tells of; only="size login.storm" measures those alone
	@tools/install test
	@tools/bench $(only)

# Playwright knows a test as `project file title`.
behaviours: build ## run the browser tests of what the documents demand, and say which of it is proven
	@tools/install test
	@rm -f end2end/results/report.json
	@cd end2end && npx playwright test --grep '\sS[0-9]+\.[0-9]+ ' || ran=no; cd .. && tools/behaviours && [ -z "$${ran-}" ]

watch: ## serve a development build that follows your edits (cargo leptos watch)
	@tools/install watch
	@cargo leptos watch

screenshots: build ## photograph every page
	@tools/install test
	@cd end2end && npx playwright test --config playwright.screenshots.config.ts

pictures: build ## take the pictures of the help pages anew, presets/*/photo-*.png, and build with them
	@tools/install test
	@cd end2end && npx playwright test pictures.hydrate --project hydrated --reporter list --update-snapshots
	@$(MAKE) build

countries: ## renew the names of countries from CLDR
	@node tools/countries.mjs

regions: ## renew the names of regions from CLDR
	@node tools/regions.mjs

clean: ## remove what was built; data/ stays
	@[ ! -d target/postgres ] || tools/postgres stop
	@rm -rf target end2end/node_modules end2end/results

# cargo alone knows what a change touches, and knows it in a moment; what it leaves as it was is not made again below.
$(server): $(site) ask_cargo
	@[ -e $@ ] || echo "== server: 3 to 4 minutes the first time on two cores, less than 1 after a change"
	@cargo build --release --no-default-features --features ssr --bin cabinet

$(wasm): ask_cargo
	@tools/install build
	@[ -e $@ ] || echo "== browser part: 3 to 4 minutes the first time on two cores, 1 to 2 after a change"
	@cargo build --lib --profile wasm-release --target wasm32-unknown-unknown --no-default-features --features hydrate

$(bound): $(wasm) end2end/package-lock.json tools/bind
	@echo "== wasm-bindgen, wasm-opt, esbuild: about 30 seconds"
	@tools/bind $(wasm) $(@D)

$(site): $(bound) $(shell find public style) Cargo.toml end2end/package-lock.json tools/site tools/compress.mjs
	@echo "== site: styles, pictures, compression"
	@tools/site $(<D)
