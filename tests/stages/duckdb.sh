#!/bin/bash
# Arrow from and to another library: DuckDB's C library out of its npm package, Parquet included.
# Budget: 600 s
. "$(dirname "$0")/../setup.sh"
if [ "$(uname -s -m)" != "Linux x86_64" ]; then
    skip "a table of DuckDB" "its package is for Linux on x86-64"
    finish
fi
package=@duckdb/node-bindings-linux-x64
need gcc libc6-dev meson ninja-build pkg-config libcmocka-dev python3
need_npm $package@1.5.6-r.1
export CC=gcc
configure "$work/build" -Dbuildtype=release && compile "$work/build" tests/duckdb_arrow ||
    finish_badly "the library does not build"
duckdb=$root/build-test/npm/node_modules/$package/libduckdb.so
for what in table parquet out; do
    check "$what" "$work/build/tests/duckdb_arrow" "$duckdb" "$work" $what
done
finish
