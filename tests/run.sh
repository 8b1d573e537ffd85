#!/bin/bash
# Install what is missing, build, run every test: sh tests/run.sh
#
# For a Debian 12 machine, as root or with sudo. The last line is "N passed, N failed", with
# ", N skipped" where something was; the exit code tells whether all passed.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
unset LMB_LIBRARY CFLAGS CXXFLAGS LDFLAGS CC CXX

finish_badly() {
    echo "$1"
    echo "0 passed, 1 failed"
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

packages="gcc g++ clang libc6-dev binutils meson ninja-build pkg-config libcmocka-dev locales
          python3 python3-numpy python3-matplotlib"
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing:$missing"
    mkdir -p build-test
    {
        as_root apt-get update -qq &&
            as_root apt-get install -y -qq --no-install-recommends $missing
    } </dev/null >build-test/apt.log 2>&1 ||
        { cat build-test/apt.log; finish_badly "The packages cannot be installed."; }
fi

# A locale with a decimal comma, in the build folder: the machine's own stay as they are.
export LOCPATH=$PWD/build-test/locale LMB_NEEDS_LOCALE=1
if [ ! -d "$LOCPATH/de_DE.UTF-8" ]; then
    mkdir -p "$LOCPATH" &&
        localedef -i de_DE -f UTF-8 "$LOCPATH/de_DE.UTF-8" ||
        finish_badly "There is no de_DE.UTF-8."
fi

# build NAME COMPILER OPTION...: configure once, compile, run all tests
build() {
    local name=$1 folder=build-test/$1 cc=$2
    shift 2
    echo "== $name"
    if [ "$(cat "$folder/made-for" 2>/dev/null)" != "$PWD" ]; then # new, or copied from elsewhere
        rm -rf "$folder"
        CC=$cc /usr/bin/meson setup "$folder" "$@" </dev/null >"build-test/$name.log" 2>&1 ||
            { tail -20 "build-test/$name.log"; return; }
        echo "$PWD" >"$folder/made-for"
    fi
    ninja -C "$folder" </dev/null >"build-test/$name.log" 2>&1 ||
        { grep -E 'error|FAILED' "build-test/$name.log" | head -20; return; }
    /usr/bin/meson test -C "$folder" --no-rebuild --print-errorlogs </dev/null |
        grep -E '^ *[0-9]+/[0-9]+ ' || true
}

rm -f build-test/*/meson-logs/testlog.json
sanitized=gcc-sanitized
release=clang-release
build $sanitized gcc -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false
build $release clang -Dbuildtype=release
echo "== result"
/usr/bin/python3 tests/summarize.py $sanitized=build-test/$sanitized $release=build-test/$release
