# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Variables: PYTHON (base interpreter), VENV, BUILD, JOBS, TORCH_INDEX (an index that serves CPU
# wheels, e.g. https://download.pytorch.org/whl/cpu), TESTS (arguments for pytest),
# FUZZ_SECONDS (of each fuzz target).

PYTHON ?= python3
VENV   ?= .venv
BUILD  ?= build/release
JOBS   ?= $(shell nproc)
TORCH_VERSION ?= 2.13.0
TORCH_INDEX   ?=
TESTS  ?=
FUZZ_SECONDS ?= 60

PY  := $(abspath $(VENV))/bin/python
RUN := PYTHONPATH=$(abspath $(BUILD))/python $(PY)

.PHONY: all deps system-deps build demo test test-cpp test-python test-consumer test-slow test-asan \
  test-all fuzz bench docs stubs lint clean

all: build

## deps: system packages (apt when root) and the virtual environment of the project
deps: $(VENV)/.ready

system-deps:
	@sh cmake/system_deps.sh

$(VENV)/.ready: requirements-dev.txt cmake/system_deps.sh | system-deps
	@echo "--- Python environment in $(VENV)"
	@$(PYTHON) -c 'import torch' 2>/dev/null && site=--system-site-packages || site=; \
	  $(PYTHON) -m venv $$site $(VENV)
	@$(PY) -m pip install -q --upgrade pip
	@$(PY) -m pip show -q torch 2>/dev/null && echo "--- PyTorch: the one that is installed" || \
	  { echo "--- PyTorch: $(TORCH_VERSION)"; \
	    $(PY) -m pip install -q $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==$(TORCH_VERSION); }
	@$(PY) -c 'from importlib.metadata import version; print("torch==" + version("torch").split("+")[0])' > $(VENV)/constraints.txt
	$(PY) -m pip install -q -c $(VENV)/constraints.txt -r requirements-dev.txt
	@touch $@

build: deps
	@mkdir -p $(BUILD)
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DPython_EXECUTABLE=$(PY) \
	  -Dpybind11_DIR=$$($(PY) -m pybind11 --cmakedir) > $(BUILD)/configure.log 2>&1 || \
	  { cat $(BUILD)/configure.log; exit 1; }
	cmake --build $(BUILD) -j $(JOBS)

## demo: toy ROOT files, a BDT and a PyTorch model trained, compared and applied, a ROC figure
demo: build
	$(RUN) tutorials/demo.py

## test: C++ and Python tests, and a project that uses the installed library
test: build
	$(MAKE) test-cpp test-consumer test-python

test-cpp:
	cd $(BUILD) && ctest --output-on-failure -j $(JOBS) -E '^python$$'

test-consumer:
	sh tests/consumer/run.sh $(BUILD)

test-python:
	OMP_NUM_THREADS=1 $(RUN) -m pytest -q tests/python $(TESTS)

## test-slow: the second tier: `pip install .` into a fresh environment
test-slow: build
	$(RUN) -m pytest -q tests/slow $(TESTS)

## test-asan: what reads strangers' files, under ASan and UBSan: tests of the room, damaged files, fuzzed inputs
test-asan:
	cmake --preset asan -DTMVA_BUILD_TUTORIALS=OFF > /dev/null
	cmake --build build/asan -j $(JOBS) --target dataloader_tests fuzz_replays check_damaged_files
	cd build/asan && ctest --output-on-failure -j $(JOBS) -R '^fuzz_|^damaged_files'
	build/asan/tests/dataloader_tests --gtest_brief=1

## test-all: every test there is
test-all: test
	$(MAKE) test-slow test-asan

## fuzz: each fuzz target for FUZZ_SECONDS under ASan and UBSan (clang-16); keeps the corpora
fuzz:
	cmake --preset fuzz > /dev/null
	cmake --build --preset fuzz -j $(JOBS)
	tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

bench: build
	cmake -S . -B $(BUILD) -DTMVA_BUILD_BENCH=ON > /dev/null
	cmake --build $(BUILD) -j $(JOBS) --target rootio_native bdt_native inference_native
	$(RUN) bench/rootio.py --native $(BUILD)/bench/rootio_native
	$(RUN) bench/quality.py
	$(RUN) bench/main_job.py
	$(RUN) bench/loader.py
	$(RUN) bench/frame.py
	$(RUN) bench/bdt.py --native $(BUILD)/bench/bdt_native
	$(RUN) bench/shap.py
	$(RUN) bench/inference.py --native $(BUILD)/bench/inference_native
	$(RUN) bench/apply.py

## docs: the site, in build/docs; its tools go into build/docs-tools
docs: build build/docs-tools/.ready
	$(RUN) docs/make_pages.py build/docs-source --runs build/docs-runs
	PYTHONPATH=$(abspath $(BUILD))/python:$(abspath build/docs-tools) $(PY) -m sphinx -q -W --keep-going \
	  -d build/docs-doctrees -b html build/docs-source build/docs
	@echo "--- build/docs/index.html"

build/docs-tools/.ready: docs/requirements.txt | deps
	$(PY) -m pip install -q --no-warn-conflicts --upgrade --target build/docs-tools -r docs/requirements.txt
	@touch $@

## stubs: tmva/python/tmva/_core.pyi, from the extension module
stubs: build
	PYTHONPATH=$(abspath $(BUILD))/python/tmva $(PY) -m pybind11_stubgen _core \
	  --enum-class-locations=ETreeType:Types -o $(BUILD)/stubs
	{ echo "# Types of the extension module; made by: make stubs"; \
	  cat $(BUILD)/stubs/_core.pyi; } > tmva/python/tmva/_core.pyi

lint:
	$(VENV)/bin/pre-commit run --all-files

clean:
	rm -rf build
