#!/bin/sh
# Make or refresh .venv from a lock: environment.sh runtime|dev PYTHON
# Every download is checked against the hashes in requirements/.
set -eu
lock=$1
python=$2

if [ ! -x .venv/bin/python ]; then
    command -v "$python" >/dev/null || {
        echo "This needs Python 3.11 ($python is not installed); name another with PYTHON=..." >&2
        exit 1
    }
    "$python" -m venv .venv || {
        echo "Python's venv module is incomplete: install the package python3.11-venv." >&2
        exit 1
    }
fi
rm -f .venv/.runtime-* .venv/.dev-*

if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/build.txt)" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
fi
echo "Installing requirements/$lock.txt into .venv ..."
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode \
    requirements/build.txt "requirements/$lock.txt"
# The build tool is in the environment already, so nothing is fetched here.
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
