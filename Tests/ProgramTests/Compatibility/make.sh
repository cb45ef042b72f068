# make: parallel jobs, recursion, pattern rules, a recipe that fails.
cat >Makefile <<'M'
objects = $(foreach n,1 2 3 4 5 6 7 8,out$(n).txt)
all: sum sub
sum: $(objects)
	@cat $(objects) | sort -n | tr '\n' ' ' > $@; cat $@; echo
out%.txt:
	@echo $* > $@
sub: sum
	@$(MAKE) --no-print-directory -s inner
inner:
	@echo inner
fail:
	@exit 3
.PHONY: all sub inner fail
M
make -s -j4 && make -s fail; echo "status $?"
