# The front door. `make help` lists what there is.

BUILD := build/release
DESTDIR ?=
prefix ?= /usr/local
DRYDOCK := $(BUILD)/drydock

.DEFAULT_GOAL := build
.PHONY: help setup configure build demo test install deb bench format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install the missing Debian packages for building and testing
	@.ci/setup build test

configure:
	@.ci/setup --check build
	@cmake --preset release >/dev/null

build: configure  ## build the program: build/release/drydock, one static file
	@cmake --build --preset release --target drydock

demo:  ## build, then check testdata/fleet and show what is wrong there
	@.ci/setup build
	@$(MAKE) --no-print-directory build
	@.ci/demo $(DRYDOCK) testdata/fleet

test:  ## build everything and run every test
	@.ci/setup build test
	@$(MAKE) --no-print-directory configure
	@cmake --build --preset release
	@ctest --test-dir $(BUILD) --no-tests=error --output-on-failure --parallel $(shell nproc)

install: build  ## install below prefix (/usr/local), itself below DESTDIR
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(prefix) --strip

deb: build  ## pack dist/drydock_VERSION_ARCH.deb
	@.ci/setup build deb
	@cd $(BUILD) && cpack

bench:  ## measure, and print a table (ARGS: see bench/run --help)
	@.ci/setup build bench test
	@$(MAKE) --no-print-directory build
	@bench/run $(ARGS)

format:  ## format all sources
	@.ci/setup ci
	@git ls-files '*.cc' '*.h' | xargs clang-format -i

clean:  ## remove everything that was built
	@rm -rf build dist
