# Needs Python 3.11 or newer and make; everything else is brought.
PYTHON ?= python3
INSIDE := .venv/bin/python
.PHONY: help run test lint fuzz mutants extension
.PHONY: bench bench-images bench-analysis bench-embedded bench-admission bench-extension

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):  ## /  make \1\t/p' Makefile

run:  ## start everything on this machine and say what to open
	@$(PYTHON) dev/bootstrap.py requirements.lock
	@exec $(INSIDE) -m dev.run

test:  ## linters, types and the whole suite, bringing what they need
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m dev.test

lint:  ## linters and types alone
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m dev.test lint

extension:  ## the zip for Chrome's store: API=https://… and CREATE=… are its settings
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@$(INSIDE) -m dev.extension $(if $(API),--api '$(API)') $(if $(CREATE),--create '$(CREATE)')

fuzz:  ## damaged pictures for a minute, or FUZZ="--seed 2 --seconds 600"
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m tests.hostile.fuzz $(FUZZ)

mutants:  ## small changes to what guards and pays, each of which a test must notice
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m dev.mutants $(MUTANTS)

bench:  ## every measurement that has no command of its own, each with its table
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m dev.bench

bench-admission:  ## the gate raced, farmed, counted and measured, in some minutes
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m bench.admission $(TABLES)

bench-images:  ## fetching and decoding images beside their peers, in some minutes
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m bench.images $(TABLES)

bench-analysis:  ## asking models that fail, in some minutes, or TABLES="overhead memory"
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m bench.analysis $(TABLES)

bench-embedded:  ## what the reader of embedded prompts finds and costs, in some minutes
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@exec $(INSIDE) -m bench.embedded $(TABLES)

bench-extension:  ## from a click to what is seen, in a real browser, in some minutes
	@$(PYTHON) dev/bootstrap.py requirements-dev.lock
	@$(INSIDE) -m bench.browser.extension
