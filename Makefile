# Two commands are all a newcomer needs: `make run` and `make test`. Each installs what is missing,
# builds, and goes. CMake builds the C, npm's tools the rest; here stands only the order.

MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)
PORT ?= 8787
DOCS ?=
FUZZ_SECONDS ?= 600

.PHONY: help run build test soak coverage bench check fmt clean \
	setup-build setup-test native wasm web site demo dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# A first run waits for the engines of the demo alone. Documents of yours may be in any language, and where everything was
# built once it is kept up to date.
run: $(if $(DOCS)$(wildcard build/web/package),build,demo) ## serve the demo at http://localhost:8787; DOCS=<folder>: an assistant of your own beside it
	@exec cmake/run.sh --port "$(PORT)" $(if $(DOCS),--docs "$(DOCS)")

build: setup-build native wasm web site ## programs, WebAssembly modules, widget and site, under build/

test: setup-test build dev ## every suite, under the sanitizers; ends in ctest's closing line
	@ctest --preset dev -j $(JOBS)

soak: setup-test build dev ## the long runs: fuzzing for FUZZ_SECONDS a target, larger sweeps
	@export CHATLET_SOAK=1 CHATLET_FUZZ_SECONDS=$(FUZZ_SECONDS)
	@ctest --preset dev -j $(JOBS)

coverage: setup-test ## line coverage of core/src by the C suites, file by file; fails under 80 %
	@cmake/coverage.sh

bench: ## sizes and times, also as JSON under build/bench/
	@cmake/setup.sh build bench
	@$(MAKE) --no-print-directory build
	@node tests/bench/run-bench.mjs

check: ## what can be said without running: format, clang-tidy, tsc
	@cmake/setup.sh build test check
	@cmake --preset dev >/dev/null
	@cmake/check.sh

fmt: ## lay out all C as .clang-format says
	@cmake/setup.sh check
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

clean: ## remove everything built
	@rm -rf build

setup-build:
	@cmake/setup.sh build

setup-test:
	@cmake/setup.sh build test

# Each configures once; afterwards CMake looks for itself whether that is needed again.
native: setup-build
	@[[ -f build/release/build.ninja ]] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) -- --quiet

# It takes the Unicode tables that the native build makes.
wasm: setup-build native
	@[[ -f build/emscripten/build.ninja ]] || cmake --preset wasm >/dev/null
	@cmake --build --preset wasm -j $(JOBS) -- --quiet

web: setup-build wasm
	@node web/build.mjs

site: setup-build native wasm web
	@node site/build.mjs

# The demo, but only the engines that its assistant and its templates need: linking those of 26 other languages takes
# minutes.
demo: setup-build native
	@[[ -f build/emscripten/build.ninja ]] || cmake --preset wasm >/dev/null
	@cmake --build --preset wasm -j $(JOBS) --target chatlet-runtime chatlet-search chatlet-runtime.es chatlet-runtime.pt notices -- --quiet
	@node web/build.mjs --demo
	@node site/build.mjs

dev: setup-test
	@[[ -f build/dev/build.ninja ]] || cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS) -- --quiet
