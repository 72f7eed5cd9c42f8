# `make demo` and `make test` are all a newcomer needs; `make check` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
DEMO := .demo
SHARED ?= ../shared

.PHONY: install demo test lint check format model
.DELETE_ON_ERROR:

install: .venv/installed

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: install
	$(BIN)/newsbot ingest examples/articles --data $(DEMO)
	@for question in "服贸会上几个国家是头一回用国家名义办展的？" "how many countries exhibited for the first time" \
		"How much damage did Typhoon Songyue do?"; do \
		printf '\n\033[1m? %s\033[0m\n' "$$question"; \
		$(BIN)/newsbot ask "$$question" --data $(DEMO) --now 2022-09-13T08:00+08:00 || exit; \
	done
	@printf '\nYour turn: $(BIN)/newsbot chat --data $(DEMO)\n'

test: install
	$(BIN)/python -m pytest

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

check: lint test

format: install
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

model: install
	$(BIN)/python -m tools.train_model --data $(SHARED)/data --output index/model
