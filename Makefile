# Plain `make` lists the targets. Files older than what they are made from are rebuilt, no others.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore

KNOWLEDGE_CODE := $(wildcard knowledge/*.py knowledge/lexicon/*)
KNOWLEDGE_DATA := $(wildcard knowledge/sources/*.md knowledge/facts/*.yml)
NLU := $(wildcard nlu/*.py nlu/weights/*)
RASA_DATA := config.yml domain.yml $(shell find data -name "*.yml")

.PHONY: help setup knowledge train run chat stories record rasa-test browser test screenshots lint format bench eval lock

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.done  ## Python 3.10 environment and language data
.venv/.done: requirements.txt requirements-data.txt bin/setup
	bin/setup

knowledge: knowledge/knowledge.db  ## build the knowledge base from sources and facts
knowledge/knowledge.db: $(KNOWLEDGE_DATA) $(KNOWLEDGE_CODE) .venv/.done
	$(PY) -m knowledge.build

train: models/assistant.tar.gz  ## train the model (about two minutes)
models/spacy/meta.json: knowledge/knowledge.db nlu/spacy_model.py
	$(PY) -m nlu.spacy_model
models/assistant.tar.gz: models/spacy/meta.json $(NLU) $(RASA_DATA)
	@echo "train: about two minutes"
	$(PY) -m rasa train --fixed-model-name assistant-new --out models 2>&1 | tr "\r" "\n" | grep -E "Starting to train|sentence vectors|rror|saved at"; exit $${PIPESTATUS[0]}
	mv models/assistant-new.tar.gz $@

run: train  ## start the assistant (PORT, HOST, STATE)
	$(PY) -m server.run

chat: train  ## chat in the terminal
	$(PY) -m server.chat

# Values are taken from the environment, where make puts them, so that a name may hold any character.
stories: train  ## tell the conversation stories (ONLY=, URL=, CHANNEL=, BASELINE=)
	@$(PY) -m stories "$$ONLY" $${URL:+--url "$$URL"} $${CHANNEL:+--channel "$$CHANNEL"} $${BASELINE:+--baseline "$$BASELINE"}

record: train  ## write a chat down as a story (FROM=, NAME=, TO=, URL=, CHANNEL=)
	@$(PY) -m stories.recording $${FROM:+--from "$$FROM"} $${NAME:+--name "$$NAME"} $${TO:+--to "$$TO"} $${URL:+--url "$$URL"} $${CHANNEL:+--channel "$$CHANNEL"}

rasa-test: train  ## Rasa's own tests, on the same stories
	@$(PY) -m stories.rasa_test

browser:
	@bin/browser >/dev/null

test: train browser  ## every test, a file on each of two cores
	$(PY) -m pytest -n 2 --dist loadfile

lint: setup  ## ruff and mypy
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

format: setup  ## ruff format
	$(PY) -m ruff check --fix . && $(PY) -m ruff format .

screenshots: train browser  ## pictures of the page for docs/
	$(PY) -m docs.take_screenshots

bench: train browser  ## measure speed and memory, as a table and as JSON
	$(PY) -m bench

FILE ?= tests/evaluation/dev.jsonl
eval: train  ## score conversations against a running server (FILE=…)
	$(PY) -m evaluation $(FILE)

COMPILE := uv pip compile -q -p 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
lock: setup  ## the locked requirements from requirements.in and requirements-data.in, with hashes
	command -v uv >/dev/null || $(PY) -m pip install -q uv
	PATH=$$PATH:.venv/bin $(COMPILE) requirements.in -o requirements.txt
	PATH=$$PATH:.venv/bin $(COMPILE) --no-deps requirements-data.in -o requirements-data.txt
