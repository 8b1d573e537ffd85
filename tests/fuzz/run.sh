#!/bin/bash
# Run fuzzers under libFuzzer: bash tests/fuzz/run.sh SECONDS [NAME...], for each; of all if none is
# named. Debian 12's clang and libclang-rt-14-dev are needed; what is found goes to build-fuzz/.
# The exit code is 1 where there is a finding, or where nothing new was tried.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60} failed=0
shift || true
[ $# -gt 0 ] || set -- text saved arrow calls
dpkg-query -W -f '${Status}' libclang-rt-14-dev 2>/dev/null | grep -q 'ok installed' || {
    echo "Installing: clang libclang-rt-14-dev"
    apt-get install -y -qq --no-install-recommends clang libclang-rt-14-dev </dev/null
}
[ -f build-fuzz/build.ninja ] ||
    CC=clang /usr/bin/meson setup build-fuzz -Dbuildtype=debugoptimized -Db_lundef=false \
        -Db_sanitize=address,undefined -Dtests=false -Dexamples=false -Dbenchmarks=false \
        -Ddefault_library=static \
        -Dc_args="-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined" >/dev/null
ninja -C build-fuzz >build-fuzz/ninja.log || {
    tail -20 build-fuzz/ninja.log
    exit 1
}

sources() {
    case $1 in
    text) echo tests/fuzz/text.c tests/fuzz/text_mutator.c ;;
    saved) echo tests/fuzz/saved.c tests/fuzz/mutator.c ;;
    arrow | calls) echo tests/fuzz/"$1"*.c tests/fuzz/mutator.c ;;
    *)
        echo "there is no fuzzer $1" >&2
        exit 2
        ;;
    esac
}

for name; do
    files=$(sources "$name") wrap=""
    [ "$name" != text ] || wrap="-Wl,--wrap=lmbi_best_kernels"
    clang -g -O1 -std=gnu11 -Iinclude -Ibuild-fuzz/include -Ilib \
        -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined $wrap \
        $files tests/fuzz/checks.c tests/fuzz/source.c build-fuzz/lib/liblmb.a \
        -o "build-fuzz/fuzz_$name"
    mkdir -p "build-fuzz/corpus_$name"
    echo "== $name, $seconds s"
    status=0 # libFuzzer looks at the clock only when it has read what is kept
    timeout --foreground --preserve-status -s INT $((seconds + 5)) \
        "build-fuzz/fuzz_$name" -max_total_time="$seconds" -max_len=20000 -timeout=60 \
        -print_final_stats=1 -artifact_prefix="build-fuzz/$name-" "build-fuzz/corpus_$name" \
        "tests/fuzz/corpus/$name" >"build-fuzz/$name.log" 2>&1 || status=$?
    case $status in
    0) ;;
    72) echo "$name: $seconds s are too few to read build-fuzz/corpus_$name" ;;
    *) echo "A finding of $name:" ;;
    esac
    [ $status -eq 0 ] || failed=1
    grep -vE 'NEW|REDUCE|pulse|^INFO' "build-fuzz/$name.log" | tail -40 || true
done
exit $failed
