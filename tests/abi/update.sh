#!/bin/bash
# Write the golden files of the ABI anew: bash tests/abi/update.sh
# What is committed of a released version does not change, see doc/versioning.md.
. "$(dirname "$0")/../setup.sh"
. "$root/tests/abi/common.sh"
need gcc libc6-dev meson ninja-build python3 abigail-tools
build_library "$root" "$work/build" || finish_badly "the library does not build"
/usr/bin/python3 "$abi/nodes.py" lib/liblmb.map "$abi/nodes" --write CHANGELOG.md || exit 1
/usr/bin/python3 "$abi/constants.py" include/lmb gcc -Iinclude "-I$work/build/include" \
    >"$abi/constants.txt" || exit 1
describe "$root" "$work/build" "$abi/liblmb.abi" || exit 1
git --no-pager diff --stat -- "$abi" 2>/dev/null
