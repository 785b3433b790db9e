# Two commands do everything on a fresh machine: `make demo` and `make test`. Each sets itself up in .venv first.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# Two processes, each file whole in one of them, slow files first (see tests/conftest.py).
RUN_TESTS := $(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder
# Shows what is downloaded and how far it is, but not what is there already.
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input
TOOLS := $(VENV)/tools
# For every version of Python and every machine that is supported; the file that is there is kept to where it can be.
LOCKED := --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --custom-compile-command "make lock" $(UPGRADE)
NODE_MODULES := tests/node/node_modules
NPM_PACKAGES := tests/benchmarks/npm/node_modules
TSC := $(NODE_MODULES)/.bin/tsc

.PHONY: setup demo test test-quick test-full lint format train fonts report publish deploy static bench load fuzz faults lock audit licences sbom readme screenshots engine clean

setup: $(VENV)/.everything-installed $(NODE_MODULES)/.installed  ## install all that training, tests and checks need into .venv (3.4 GB)
	@echo "Ready: $(BIN)/python -m training --help, make demo, make test"

demo: $(VENV)/.serving-installed  ## serve the app on http://127.0.0.1:7860 from the bundled weights
	$(BIN)/python app.py

test: $(VENV)/.everything-installed $(NODE_MODULES)/.installed  ## run the tests; those that lack a browser or Node.js say so
	$(RUN_TESTS) -m "not full"

test-quick: $(VENV)/.everything-installed  ## run the tests that take no longer than a save may: no browser, server or training
	$(RUN_TESTS) -m "not browser and not slow and not full"

test-full: $(VENV)/.everything-installed $(NODE_MODULES)/.installed  ## run every test, those at full size too; before a release
	$(RUN_TESTS)

lint: $(VENV)/.everything-installed $(NODE_MODULES)/.installed  ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	@if [ -x $(TSC) ]; then echo $(TSC) --project assets; $(TSC) --project assets; \
	else echo "The scripts in assets/ were not checked: no npm when make last looked. Install Node.js 18 or newer and npm, then run: rm -rf $(NODE_MODULES) && make lint"; fi

format: $(VENV)/.everything-installed  ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: $(VENV)/.everything-installed  ## make every model that the bundle lacks; MNIST_PATH, PEN_STROKES_PATH and UNIPEN_PATH name local data
	$(BIN)/python -m training make --all
	$(BIN)/python -m training readme

fonts:  ## install the fonts whose letters teach what is no digit (Debian; as root)
	apt-get update
	xargs apt-get install -y --no-install-recommends < training/synthesis/outliers/debian-fonts.txt

report: $(VENV)/.everything-installed  ## train what the report lacks, then write assets/REPORT.md and its figures
	$(BIN)/python -m training report --all

publish: $(VENV)/.everything-installed  ## push models and card to the Hub: make publish REPO_ID=USER/NAME
	$(BIN)/python -m training publish --repo-id $(REPO_ID)

deploy: $(VENV)/.everything-installed  ## put the app on a Space: make deploy SPACE_ID=USER/NAME REPO_ID=USER/NAME
	$(BIN)/python -m training deploy --space-id $(SPACE_ID) --repo-id $(REPO_ID)

static: $(VENV)/.serving-installed  ## write the page as a static site into dist/: make static [SPACE_ID=USER/NAME, the full app to lead to]
	$(BIN)/python -m digit_recognizer.site dist $(if $(SPACE_ID),--space-id $(SPACE_ID))

bench: $(VENV)/.everything-installed $(VENV)/serving/.installed $(VENV)/peers/.installed $(NODE_MODULES)/.installed $(NPM_PACKAGES)/.installed  ## measure speed, memory and accuracy, beside the classic demo, other readers and pads from npm; BENCH="--only peers --json FILE"
	SERVING_PYTHON=$(CURDIR)/$(VENV)/serving/bin/python PEERS_PYTHON=$(CURDIR)/$(VENV)/peers/bin/python $(BIN)/python -m tests.benchmarks $(BENCH)

load: $(VENV)/.everything-installed  ## put 200 visitors on the app for 3 minutes, then 400, then photos; LOAD="--visitors 20 --minutes 0.2" for fewer
	$(BIN)/python -m tests.load $(LOAD)

fuzz: $(VENV)/.everything-installed  ## send the app 2,000 hostile inputs; FUZZ="--count 20000 --seed 7" for others
	$(BIN)/python -m tests.fuzz $(FUZZ)

faults: $(VENV)/.everything-installed  ## kill work that writes at 50 moments each; FAULTS="parts --moments 500 --seed 7" for others
	$(BIN)/python -m tests.faults $(FAULTS)

lock: $(TOOLS)/.installed  ## write requirements.lock and tests/requirements.lock from the lists; UPGRADE=--upgrade takes newer versions
	$(TOOLS)/bin/uv pip compile requirements.txt $(LOCKED) --output-file requirements.lock
	$(TOOLS)/bin/uv pip compile tests/requirements.txt $(LOCKED) --constraint requirements.lock --output-file tests/requirements.lock

audit: $(TOOLS)/.installed  ## ask the Python Package Index for known vulnerabilities of what serves
	@$(TOOLS)/bin/pip-audit --strict --disable-pip --progress-spinner off --requirement requirements.lock || { \
	echo "A package named above is vulnerable: raise it in requirements.txt, or run make lock UPGRADE=--upgrade."; \
	echo "Where it says that the index could not be asked, or does not know a package, nothing was audited: run make audit where the Python Package Index itself can be reached."; \
	exit 1; }

licences: $(VENV)/locked/.installed  ## list the licences of all that is shipped, and of what tests and training use
	$(VENV)/locked/bin/python -m tests.supply.licences

sbom: $(VENV)/locked/.installed $(TOOLS)/.installed  ## write sbom.cdx.json: what serves, as a bill of materials (CycloneDX)
	$(TOOLS)/bin/cyclonedx-py environment $(VENV)/locked/bin/python --pyproject pyproject.toml --output-reproducible --output-format JSON --output-file sbom.cdx.json

readme: $(VENV)/.everything-installed  ## write what is made from other files: figures and snippets in README.md and docs/, and the web component's contents
	$(BIN)/python -m training readme
	$(BIN)/python -m training.publishing.models_room
	$(BIN)/python -m tests.rooms
	$(BIN)/python -m digit_recognizer.interface.widget

screenshots: $(VENV)/.everything-installed  ## photograph the page into screenshots/, assets/figures/ and assets/preview/
	$(BIN)/python -m tests.screenshots
	$(BIN)/python -m tests.preview

engine: $(VENV)/.everything-installed  ## fetch from npm what browsers run that others wrote: the engine that reads, and the library that draws charts
	$(BIN)/python -m tests.engine

clean:  ## forget the virtual environment and caches
	rm -rf $(VENV) $(NODE_MODULES) .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serving-installed: requirements.txt | $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements.txt
	touch $@

$(VENV)/serving/.installed: requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/serving
	$(VENV)/serving/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

# What others read digits with. Where one of them cannot be installed, the benchmark leaves it out.
$(VENV)/peers/.installed: tests/benchmarks/peers.txt
	$(PYTHON) -m venv --clear $(VENV)/peers
	-$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r tests/benchmarks/peers.txt
	touch $@

$(VENV)/locked/.installed: requirements.lock
	$(PYTHON) -m venv --clear $(VENV)/locked
	$(VENV)/locked/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.lock
	touch $@

$(TOOLS)/.installed: tests/supply/requirements.txt
	$(PYTHON) -m venv --clear $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r tests/supply/requirements.txt
	touch $@

$(VENV)/.everything-installed: requirements.txt training/requirements.txt tests/requirements.txt | $(VENV)/bin/python
	@echo "Installing what training and tests need into $(VENV): 3.4 GB on disk, several minutes."
	$(PIP_INSTALL) -r tests/requirements.txt
	touch $(VENV)/.serving-installed $@

# Without npm the tests and checks that need Node.js say so.
$(NODE_MODULES)/.installed: tests/node/package.json tests/node/package-lock.json
	if command -v npm >/dev/null; then npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund; fi
	mkdir -p $(NODE_MODULES) && touch $@

$(NPM_PACKAGES)/.installed: tests/benchmarks/npm/package.json tests/benchmarks/npm/package-lock.json
	if command -v npm >/dev/null; then npm ci --prefix tests/benchmarks/npm --ignore-scripts --no-audit --no-fund && touch $@; fi
