#!/bin/bash
# The fuzzers under libFuzzer, half a minute each, beside the replay of their corpus in every build.
# Budget: 300 s
. "$(dirname "$0")/../setup.sh"
need clang libclang-rt-14-dev meson ninja-build
check "no finding in text and saved" bash tests/fuzz/run.sh 30
finish
