#!/bin/bash
# Run the fuzzers under libFuzzer: bash tests/fuzz/run.sh SECONDS, for each. Debian 12's clang and
# libclang-rt-14-dev are needed; what is found goes to build-fuzz/.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60} flags="-fsanitize=fuzzer-no-link"
dpkg-query -W -f '${Status}' libclang-rt-14-dev 2>/dev/null | grep -q 'ok installed' || {
    echo "Installing: clang libclang-rt-14-dev"
    apt-get install -y -qq --no-install-recommends clang libclang-rt-14-dev </dev/null
}
[ -f build-fuzz/build.ninja ] ||
    CC=clang /usr/bin/meson setup build-fuzz -Dbuildtype=debugoptimized -Db_lundef=false \
        -Db_sanitize=address,undefined -Dtests=false -Dexamples=false -Dbenchmarks=false \
        -Ddefault_library=static -Dc_args="$flags -fno-sanitize-recover=undefined" >/dev/null
ninja -C build-fuzz >/dev/null
for name in text saved; do
    sources="tests/fuzz/$name.c tests/fuzz/checks.c tests/fuzz/source.c"
    wrap=""
    [ $name = text ] && sources="$sources tests/fuzz/text_mutator.c" &&
        wrap="-Wl,--wrap=lmbi_best_kernels"
    clang -g -O1 -std=gnu11 -Iinclude -Ibuild-fuzz/include -Ilib \
        -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined $wrap \
        $sources build-fuzz/lib/liblmb.a -o build-fuzz/fuzz_$name
    mkdir -p build-fuzz/corpus_$name
    echo "== $name, $seconds s"
    build-fuzz/fuzz_$name -max_total_time="$seconds" -max_len=20000 -timeout=30 \
        -print_final_stats=1 -artifact_prefix=build-fuzz/$name- build-fuzz/corpus_$name \
        tests/fuzz/corpus/$name 2>&1 | grep -vE 'NEW|REDUCE|pulse'
done
