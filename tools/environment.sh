#!/bin/sh
# Make or refresh .venv from a lock: environment.sh runtime|dev PYTHON
# Every download is checked against the hashes in requirements/.
set -eu
lock=$1
python=$2

# stop SENTENCE...: what is the matter and how to go on, one a line.
stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# fetch COMMAND...: a step that needs the package index.
fetch() {
    "$@" || stop "" \
        "Không cài được các gói của Python (xem lỗi ở trên)." \
        "Thường là do mạng: máy cần tới được https://pypi.org, hoặc một kho gói trong mạng nội bộ:" \
        "PIP_INDEX_URL=https://… UV_DEFAULT_INDEX=https://… make run" \
        "Nếu lỗi nói về hash: tệp tải về bị đổi giữa đường; đừng bỏ qua, hãy đổi kho gói."
}

if [ -e .venv/bin/python ] || [ -L .venv/bin/python ]; then
    new_enough .venv/bin/python || stop \
        "Thư mục .venv là của Python cũ hơn 3.11, hoặc của một Python không còn trên máy." \
        "Xóa thư mục đó rồi chạy lại: rm -rf .venv"
else
    command -v "$python" >/dev/null || stop \
        "Cần Python 3.11 trở lên, nhưng máy không có lệnh $python." \
        "Cài Python 3.11, hoặc chỉ tới một bản mới hơn: make run PYTHON=python3.12"
    new_enough "$python" || stop \
        "Cần Python 3.11 trở lên; $python là $("$python" -V 2>&1)." \
        "Chỉ tới một bản mới hơn: make run PYTHON=python3.12"
    mkdir -p .venv 2>/dev/null && [ -w .venv ] || stop \
        "Không ghi được vào thư mục $(pwd)/.venv." \
        "Chép mã nguồn sang thư mục bạn có quyền ghi, hoặc xóa .venv nếu đó là của người khác."
    "$python" -m venv .venv || stop \
        "Python thiếu phần venv: hãy cài gói python3.11-venv của hệ điều hành, rồi chạy lại."
fi
rm -f .venv/.runtime-* .venv/.dev-* 2>/dev/null || stop \
    "Không ghi được vào thư mục $(pwd)/.venv." \
    "Xóa thư mục đó nếu là của người khác, rồi chạy lại."

if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/build.txt)" ]; then
    fetch .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
fi
echo "Installing requirements/$lock.txt into .venv ..."
fetch .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode \
    requirements/build.txt "requirements/$lock.txt"
# The build tool is in the environment already, so nothing is fetched here.
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
