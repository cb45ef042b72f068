# Scry: build, try, test, measure, install. `make` alone builds the release program.
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
RELEASE := .build/release
# What is installed needs no Swift on the machine. Other flags, so a build folder of its own.
STATIC := .build-static
LINTED := Sources Tests Plugins Package.swift

.PHONY: all demo test bench fuzz truth sanitize static install uninstall deb deb-test compatibility lint format clean

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
	Benchmarks/run --output Benchmarks/RESULTS.md

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

# The agent's tests with an agent that ends the program at undefined behaviour (Tests/Sanitizers/README.md).
sanitize:
	@.ci/setup build test
	$(SWIFT) build -c release --build-tests
	CC="cc -fsanitize=undefined -fsanitize-undefined-trap-on-error" Plugins/BuildAgent/build-agent.sh \
	  Sources/Agent/agent Sources/Agent/include Sources/AgentLayout/include $(abspath $(RELEASE))/libscry-agent-ubsan.so
	SCRY_TEST_AGENT=$(abspath $(RELEASE))/libscry-agent-ubsan.so $(SWIFT) test --skip-build -c release --filter AgentTests

# The test suites of bash, perl, lua and SQLite with the agent and without it: an hour and more. SUITES are their names; SECONDS end each.
compatibility:
	@.ci/setup build compatibility
	$(SWIFT) build -c release --product scry
	Tests/Compatibility/run $(if $(SECONDS),--seconds $(SECONDS)) $(SUITES)

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(LINTED)

format:
	$(SWIFT) format --in-place --recursive --parallel $(LINTED)

# Where things go below DESTDIR and PREFIX. What `install` puts there, `uninstall` takes away.
ROOT = $(DESTDIR)$(PREFIX)
MAN := $(ROOT)/share/man/man1
COMPLETIONS = "$(ROOT)/share/bash-completion/completions/scry" "$(ROOT)/share/zsh/site-functions/_scry" \
  "$(ROOT)/share/fish/vendor_completions.d/scry.fish"
PAGES := $(notdir $(wildcard Documentation/man/*.1))

# The program, the agent and its header, the themes, the manual pages, the completions, the commands for gdb, the documentation.
install: static
	install -D -s -m 755 $(STATIC)/release/scry "$(ROOT)/bin/scry"
	install -D -m 644 $(STATIC)/release/scry_Agent.resources/libscry-agent.so "$(ROOT)/lib/scry/libscry-agent.so"
	install -D -m 644 Sources/Agent/include/scry_alloc.h "$(ROOT)/include/scry_alloc.h"
	install -D -m 644 share/gdb/scry.py "$(ROOT)/share/scry/gdb/scry.py"
	install -D -m 644 -t "$(ROOT)/share/scry/themes" Themes/*.json
	install -D -m 644 -t "$(MAN)" Documentation/man/*.1
	install -D -m 644 -t "$(ROOT)/share/doc/scry" README.md CHANGELOG.md LICENSE Documentation/*.md Documentation/*.allocators
	install -D -m 644 -t "$(ROOT)/share/doc/scry/tutorial" Documentation/tutorial/*.c
	for shell in bash zsh fish; do \
	  case $$shell in bash) file=bash-completion/completions/scry ;; zsh) file=zsh/site-functions/_scry ;; \
	    fish) file=fish/vendor_completions.d/scry.fish ;; esac; \
	  install -d "$(ROOT)/share/$${file%/*}" && \
	  $(STATIC)/release/scry --generate-completion-script $$shell > "$(ROOT)/share/$$file" || exit; \
	done

uninstall:
	rm -f "$(ROOT)/bin/scry" "$(ROOT)/include/scry_alloc.h" $(COMPLETIONS) $(PAGES:%="$(MAN)/%")
	rm -rf "$(ROOT)/lib/scry" "$(ROOT)/share/scry" "$(ROOT)/share/doc/scry"

# The program as it is installed: it needs no Swift on the machine.
static:
	@.ci/setup build
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(STATIC) --product scry

# A package for this Debian, in the folder .build-deb.
deb: static
	@.ci/setup build deb
	Packaging/deb .build-deb

# Installs the package in a new Debian 12 made by debootstrap, uses it and takes it away; as root.
deb-test: deb
	@.ci/setup deb-test
	Packaging/deb-test .build-deb

clean:
	rm -rf .build $(STATIC) .build-deb
