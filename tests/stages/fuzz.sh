#!/bin/bash
# The fuzzers under libFuzzer, 20 s each, beside the replay of their corpus in every build.
# Budget: 300 s
. "$(dirname "$0")/../setup.sh"
need clang libclang-rt-14-dev meson ninja-build
for name in text saved arrow calls; do
    check "no finding in $name" bash tests/fuzz/run.sh 20 "$name"
done
finish
