#!/bin/bash
# The same bits everywhere: what tests/bits.c computes, on every target that this machine can build
# for and run (natively, under qemu-user, wine, node's WASI), against the first target, whose hashes
# must be those of tests/data/bits.txt. When results change: bash tests/stages/bits.sh --update
# Budget: 900 s
. "$(dirname "$0")/../setup.sh"
golden=tests/data/bits.txt

IFS=. read -r major minor patch < <(sed -n "s/^ *version: '\(.*\)',/\1/p" meson.build | head -1)
mkdir -p "$work/include/lmb"
sed "s/@MAJOR@/$major/;s/@MINOR@/$minor/;s/@PATCH@/$patch/" include/lmb/version.h.in \
    >"$work/include/lmb/version.h"

# hashes NAME RUNNER... -- COMPILER OPTION...: build, run, hashes to $work/NAME.txt
hashes() {
    local name=$1 run=()
    while shift; [ "$1" != -- ]; do run+=("$1"); done
    "${@:2}" -std=c11 -ffp-contract=off -fno-math-errno -DLMB_STATIC \
        -Iinclude -I"$work/include" -Ilib lib/*/*.c tests/bits.c tests/json.c -o "$work/$name" ||
        return
    "${run[@]}" "$work/$name" tests/data >"$work/$name.txt" && sed -i 's/\r$//' "$work/$name.txt"
}

# target NAME RUNNER... -- COMPILER OPTION...: as the first target has it
as_first() { hashes "$@" && diff "$work/gcc-O2.txt" "$work/$1.txt"; }
target() { check "$1: ${*:2}" as_first "$@"; }

if [ "${1:-}" = --update ]; then
    hashes gcc-O2 -- gcc -O2 && cp "$work/gcc-O2.txt" $golden
    exit
fi

need gcc clang lld libc6-dev musl-tools qemu-user-static wine64 gcc-mingw-w64-x86-64-win32 \
    libc6-dev-i386-cross gcc-i686-linux-gnu libc6-dev-arm64-cross gcc-aarch64-linux-gnu \
    libc6-dev-armhf-cross gcc-arm-linux-gnueabihf libc6-dev-riscv64-cross gcc-riscv64-linux-gnu \
    libc6-dev-s390x-cross gcc-s390x-linux-gnu wasi-libc libclang-rt-14-dev-wasm32
command -v node >/dev/null || need nodejs
export WINEPREFIX=$work/wine WINEDEBUG=-all

check "gcc-O2: gcc -O2" hashes gcc-O2 -- gcc -O2 || finish
check "the hashes are those of $golden" diff $golden "$work/gcc-O2.txt"
target gcc-O0 -- gcc -O0
target gcc-O1 -- gcc -O1
target gcc-native -- gcc -O3 -march=native
target gcc-lto -- gcc -O3 -flto
target clang-O0 -- clang -O0
target clang-O3 -- clang -O3
target clang-native-lto -- clang -O3 -march=native -flto -fuse-ld=lld
target musl -- musl-gcc -O2 -static
target i386 qemu-i386-static -- i686-linux-gnu-gcc -O2 -msse2 -mfpmath=sse -static
target aarch64 qemu-aarch64-static -- aarch64-linux-gnu-gcc -O2 -static
target armhf qemu-arm-static -- arm-linux-gnueabihf-gcc -O2 -static
target riscv64 qemu-riscv64-static -- riscv64-linux-gnu-gcc -O2 -static
target s390x qemu-s390x-static -- s390x-linux-gnu-gcc -O2 -static
target windows.exe /usr/lib/wine/wine64 -- x86_64-w64-mingw32-gcc -O2 -static
# Node 20 at times crashes when the program has ended: then it runs again, up to five times.
in_node() {
    local _ printed
    for _ in 1 2 3 4 5; do
        printed=$(node --no-warnings --single-threaded --liftoff-only tests/stages/wasi.mjs "$@") &&
            echo "$printed" && return
    done
    return 1
}
rm -f "$work/wasm"
if hashes wasm in_node -- clang --target=wasm32-wasi -O2 -Wl,-z,stack-size=1048576; then
    check "wasm: node, clang --target=wasm32-wasi" diff "$work/gcc-O2.txt" "$work/wasm.txt"
elif [ -e "$work/wasm" ]; then
    skip "wasm" "node crashed five times"
else
    check "wasm builds" false
fi
finish
