#!/bin/bash
# Threads under ThreadSanitizer: eight with handles of their own, and a read by several.
# Budget: 300 s
. "$(dirname "$0")/../setup.sh"
need clang libclang-rt-14-dev libc6-dev binutils meson ninja-build pkg-config libcmocka-dev python3
export CC=clang
configure "$work/build" -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false &&
    compile "$work/build" tests/test_threads tests/test_batches ||
    finish_badly "the tests do not build"
check "eight threads give the bits of one" "$work/build/tests/test_threads"
check "batches read by several threads" "$work/build/tests/test_batches"
finish
