# Scry: build, try, test, measure, install. `make` alone builds the release program.
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
RELEASE := .build/release
# What is installed needs no Swift on the machine. Other flags, so a build folder of its own.
STATIC := .build-static
LINTED := Sources Tests Plugins Package.swift

.PHONY: all demo test bench fuzz truth install uninstall lint format clean

all:
	@.ci/setup build
	$(SWIFT) build -c release --product scry

# Scry answers about Debian's own python3.11.
demo:
	@.ci/setup build demo
	$(SWIFT) build -c release --product scry
	Documentation/demo $(RELEASE)/scry

test:
	@.ci/setup build demo test
	.ci/test

bench:
	@.ci/setup build demo test truth
	$(SWIFT) build -c release
	Benchmarks/run

# Damaged files of every kind that Scry reads: INPUTS of them, for SECONDS at most; DRIVERS are names with commas between.
# What ends or stops it is kept in fuzz-findings.
fuzz:
	@.ci/setup build test
	$(SWIFT) build -c release --product scry
	$(SWIFT) build -c release --product ScryFuzz
	$(RELEASE)/ScryFuzz inputs=$(or $(INPUTS),100000) $(if $(SECONDS),seconds=$(SECONDS)) $(if $(DRIVERS),drivers=$(DRIVERS))

# How many heap objects of six real programs get a type, and how many of the types are right. PROGRAMS are names of
# programs and options: --held-out, --compiler clang.
truth:
	@.ci/setup build truth
	$(SWIFT) build -c release --product scry
	python3 Benchmarks/truth --scry $(RELEASE)/scry $(PROGRAMS)

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(LINTED)

format:
	$(SWIFT) format --in-place --recursive --parallel $(LINTED)

# The program, the agent and its header, the manual pages, the completions.
install:
	@.ci/setup build
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(STATIC) --product scry
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/scry" "$(DESTDIR)$(PREFIX)/include" \
	  "$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	install -s -m 755 $(STATIC)/release/scry "$(DESTDIR)$(PREFIX)/bin/scry"
	install -m 644 $(STATIC)/release/scry_Agent.resources/libscry-agent.so "$(DESTDIR)$(PREFIX)/lib/scry/"
	install -m 644 Sources/Agent/include/scry_alloc.h "$(DESTDIR)$(PREFIX)/include/"
	install -m 644 Documentation/man/*.1 "$(DESTDIR)$(PREFIX)/share/man/man1/"
	$(STATIC)/release/scry --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/scry"
	$(STATIC)/release/scry --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_scry"
	$(STATIC)/release/scry --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/scry.fish"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/scry" "$(DESTDIR)$(PREFIX)/lib/scry/libscry-agent.so" \
	  "$(DESTDIR)$(PREFIX)/include/scry_alloc.h" "$(DESTDIR)$(PREFIX)"/share/man/man1/scry*.1 \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/scry" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_scry" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/scry.fish"

clean:
	rm -rf .build $(STATIC)
