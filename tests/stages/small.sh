#!/bin/bash
# The build of model, books and stages alone: its size, its stack, what it asks of the C library, and
# the controller example on x86-64 and, under qemu, on armhf.
# Budget: 240 s
. "$(dirname "$0")/../setup.sh"
need gcc libc6-dev binutils meson ninja-build gcc-arm-linux-gnueabihf libc6-dev-armhf-cross \
    qemu-user-static
small=(-Dreader=false -Dbuildtype=minsize -Ddefault_library=both)
most=100000 # bytes of code

has_no_files() { ! grep -rnE 'include *<(stdio|errno|unistd|fcntl|locale|sys/.*)[.]h>' "$@"; }
check "no stdio in the rooms of the small build" has_no_files lib/base lib/inventory lib/design \
    lib/table lib/ce lib/stage lib/estimate lib/small

CC=gcc configure "$work/x86-64" "${small[@]}" && compile "$work/x86-64" ||
    finish_badly "the small build does not build"
configure "$work/armhf" --cross-file tests/cross/armhf.ini "${small[@]}" &&
    compile "$work/armhf" || finish_badly "the small build does not build for armhf"

# within NAME VALUE: at most so many bytes
within() { [ -n "$2" ] && [ "$2" -gt 10000 ] && [ "$2" -lt $most ] || { echo "$1: $2"; return 1; }; }
library=lib/liblmb.so
code_of() { size -A "$work/$1/$library" | awk '$1 == ".text" { print $2 }'; }
text_of() { size -t "$work/$1/lib/liblmb.a" | awk 'END { print $1 }'; }
for target in armhf x86-64; do
    echo "$target: machine code $(code_of $target), with constants $(text_of $target)," \
        "tables with addresses $(size -t "$work/$target/lib/liblmb.a" | awk 'END { print $2 }')"
done
check "armhf: code and constants are under $most bytes" within armhf "$(text_of armhf)"
check "x86-64: machine code is under $most bytes" within x86-64 "$(code_of x86-64)"

# asks_little FILE: the C library's memory and strings, and what a linker or compiler adds
asks_little() {
    nm -D --undefined-only "$1" | awk '{ sub(/@.*/, "", $2); print $2 }' >"$work/asked" &&
        grep -qx realloc "$work/asked" || return
    # raise: of libgcc, where an integer is divided by zero on ARM
    ! grep -vxE 'raise|free|realloc|mem(cmp|cpy|move|set)|str(chr|cmp|cspn|len)|_ITM_.*|__aeabi_.*' \
        "$work/asked" | grep -vxE '__(gmon_start__|cxa_finalize|stack_chk_.*|mem.*_chk)'
}
check "x86-64: asks for memory and strings alone" asks_little "$work/x86-64/$library"
check "armhf: asks for memory and strings alone" asks_little "$work/armhf/$library"

# The stack that a controller's calls take, on armhf.
stack_of() {
    arm-linux-gnueabihf-gcc -std=c11 -D_POSIX_C_SOURCE=200809L -Os -DLMB_STATIC -Iinclude \
        -I"$work/armhf/include" tests/stack.c "$work/armhf/lib/liblmb.a" -pthread \
        -o "$work/stack" && qemu-arm-static -L /usr/arm-linux-gnueabihf "$work/stack" >"$work/stack.txt"
}
# little NAME BYTES: it was measured, and is less
little() {
    awk -v name="$1" -v most="$2" '$1 == name { found = $2 > 0 && $2 < most }
        END { exit !found }' "$work/stack.txt"
}
check "armhf: the stack is measured" stack_of && sed 's/^/armhf: stack of /' "$work/stack.txt"
for call in "step 1024" "append 1024" "analyze 32768" "analyze_alone 32768"; do
    # shellcheck disable=SC2086
    check "armhf: stack of $call bytes at most" little $call
done

prints_as_expected() { "$@" | diff tests/data/examples/controller.txt -; }
check "x86-64: the controller" prints_as_expected "$work/x86-64/examples/controller"
check "armhf: the controller" prints_as_expected \
    qemu-arm-static -L /usr/arm-linux-gnueabihf "$work/armhf/examples/controller"
finish
