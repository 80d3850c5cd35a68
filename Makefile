# Each target prepares what it needs; the first call takes about a minute, later ones none.
# 每个目标自备所需环境：首次约一分钟，之后即时。
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench lock clean prepare-run prepare-dev prepare-bench

# Any Python from 3.11 on; name one with `make PYTHON=…`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# More words for pytest: make test PYTEST="-k refund -x"
PYTEST ?=

help: ## 本说明 · this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: prepare-run ## 一个虚构城市，从政策到名单 · a made-up city, from the policy to the lists
	@$(BIN)/anye demo

test: prepare-dev ## 日常测试 · the everyday tests
	@$(BIN)/python -m pytest -n auto -m "not (postgres or browser or spark or big)" $(PYTEST)

test-all: prepare-dev ## 全部测试，缺件即失败 · every test; a missing part is a failure
	@ANYE_TEST_ALL=1 $(BIN)/python -m pytest -n auto $(PYTEST)

check: prepare-dev ## 格式、类型、层次、政策 · style, types, layers, policy
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict src
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/anye check
	@$(BIN)/anye coverage
	@$(BIN)/anye verify

bench: prepare-bench ## 与手写 SQL 等并列计时 · timings, side by side with peers
	@test -d bench || { echo '尚无可比较的内容（bench/） · nothing to compare yet (bench/)' >&2; exit 1; }
	@$(BIN)/python -m bench

lock: ## 重新锁定依赖（需 uv） · pin the dependencies anew (needs uv)
	@UV="$(or $(UV),uv)" .ci/lock $(LOCK_ARGS)

clean: ## 删除环境与缓存 · remove the environment and caches
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

prepare-run:
	@$(if $(PYTHON),$(PYTHON) .ci/prepare.py run,$(no-python))

prepare-dev:
	@$(if $(PYTHON),$(PYTHON) .ci/prepare.py dev,$(no-python))

prepare-bench:
	@$(if $(PYTHON),$(PYTHON) .ci/prepare.py bench,$(no-python))

define no-python
echo '需要 Python 3.11 或更新版本，未找到。可用 make PYTHON=路径 指定。' >&2; \
echo 'Python 3.11 or newer is needed and was not found. Name one with make PYTHON=path.' >&2; exit 1
endef
