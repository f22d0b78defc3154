# Bare `make` lists the verbs. Each verb makes what it needs: a Python environment of its own
# in .venv, and the compiled kernels.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export OPENBLAS_NUM_THREADS := 1
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt

.PHONY: help demo test quick lint bench bench-truth bench-accuracy bench-speed bench-hard bench-gate \
	bench-score bench-large bench-conformal clean

help:
	@echo 'make demo            build, scan a table of 10,000 rows with known anomalies'
	@echo 'make test            the whole suite (make quick: without the long tests)'
	@echo 'make lint            ruff, mypy, layers'
	@echo 'make bench           truth, accuracy and speed, against peers in one run'
	@echo 'make bench-accuracy  ours, PyOD and scikit-learn on labelled tables (DATA=folder of .npz; it resumes)'
	@echo 'make bench-speed     time and memory as ratios to the peers'
	@echo 'make bench-hard      an experiment and a chart for each hard part of the field (ROWS=1000000)'
	@echo 'make bench-truth     false share and recall on generated tables (hours; it resumes)'
	@echo 'make bench-large     a table larger than memory: memory, time, findings (ROWS=30000000)'
	@echo 'make bench-conformal false share of what conformal p-values find, and what breaks it (half an hour)'
	@echo 'make bench-gate      clean loads and planted faults at a gate (an hour)'
	@echo 'make bench-score     false share and recall of rows scored by a fitted model (hours; it resumes)'
	@echo 'make clean           remove what the other verbs made'

NATIVE := CMakeLists.txt pyproject.toml constraints.txt $(wildcard src/native/*)

$(VENV)/made:
	$(PYTHON) -m venv $(VENV)
	$(PIP) 'pip>=24' 'scikit-build-core>=0.11' 'nanobind>=2.4' cmake ninja
	@touch $@

$(VENV)/built: $(VENV)/made $(NATIVE)
	$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/test: $(VENV)/built
	$(PIP) --no-build-isolation -e '.[test]'
	@sh tests/machine/install.sh
	@touch $@

$(VENV)/lint: $(VENV)/built
	$(PIP) --no-build-isolation -e '.[test,lint]'
	@touch $@

demo: $(VENV)/built
	@$(BIN)/python benchmarks/demo.py

test: $(VENV)/test
	$(BIN)/python -m pytest -n 2

quick: $(VENV)/test
	$(BIN)/python -m pytest -n 2 -m 'not long'

lint: $(VENV)/lint
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: bench-truth bench-accuracy bench-speed

bench-truth: $(VENV)/built
	@$(BIN)/python benchmarks/truth.py

# Peers live in an environment of their own: nothing of ours depends on them.
PEERS := .venv-peers
PEER_PIP := $(PEERS)/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt
DATA ?=

$(PEERS)/made: $(NATIVE) $(shell find src/vedette -name '*.py')
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEER_PIP) .[hmm] pyod
	@touch $@

# DATA=folder of .npz files with X and y
bench-accuracy: $(PEERS)/made
	$(PEERS)/bin/python benchmarks/accuracy.py $(DATA)
	$(PEERS)/bin/python benchmarks/detectors.py $(DATA)

bench-speed: $(PEERS)/made
	$(PEERS)/bin/python benchmarks/speed.py
	$(PEERS)/bin/python benchmarks/speed_threads.py
	$(PEERS)/bin/python benchmarks/speed_levels.py
	$(PEERS)/bin/python benchmarks/conditional.py

# A CSV of 3 GB in the temporary folder (TMPDIR), and as much again while it is scanned.
ROWS ?= 30000000

bench-large: $(VENV)/built
	$(BIN)/python benchmarks/large.py --rows $(ROWS)

bench-conformal: $(VENV)/built
	@$(BIN)/python benchmarks/conformal.py

# PARTS=some of: dimension imbalance drift noise labels context size; the last up to ROWS rows
# (10,000,000 unless given).
PARTS ?=
HARD_ROWS = $(if $(filter command environment,$(firstword $(origin ROWS))),$(ROWS),10000000)

bench-hard: $(VENV)/test
	$(BIN)/python benchmarks/hardness.py $(PARTS) --rows $(HARD_ROWS)

bench-gate: $(VENV)/built
	@$(BIN)/python benchmarks/gate.py

bench-score: $(VENV)/built
	@$(BIN)/python benchmarks/score.py --peers

clean:
	rm -rf $(VENV) .venv-peers build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
