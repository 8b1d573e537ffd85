#!/bin/bash
# Format, spelling, and what clang-tidy, cppcheck and shellcheck find: all clean.
# Budget: 900 s
. "$(dirname "$0")/../setup.sh"
need clang-format-14 clang-tidy-14 cppcheck codespell shellcheck \
    clang gcc g++ libc6-dev binutils meson ninja-build pkg-config libcmocka-dev python3 git

formatted() {
    git ls-files '*.c' '*.h' '*.cpp' | xargs -r clang-format-14 --dry-run -Werror
}

spelled() {
    git ls-files | grep -vE '\.(png|svg|csv|txt|json|gz|bin)$|^tests/(data|vectors|fuzz/corpus)/' |
        xargs codespell --ignore-words-list=te,fo,iif
}

tidy() {
    git ls-files 'lib/*.c' 'examples/*.c' 'tests/*.c' |
        while read -r file; do
            grep -q "$file\"" "$work/build/compile_commands.json" && echo "$file"
        done >"$work/tidied"
    [ "$(wc -l <"$work/tidied")" -gt 100 ] || { echo "too few files are built"; return 1; }
    xargs -P "$(nproc)" -n 4 clang-tidy-14 -p "$work/build" --quiet <"$work/tidied" 2>&1 |
        grep -E '(warning|error):' | sort -u >"$work/tidy.log"
    cat "$work/tidy.log"
    [ ! -s "$work/tidy.log" ]
}

checked() {
    cppcheck --enable=warning,performance,portability --std=c11 --error-exitcode=1 --quiet \
        --inline-suppr --suppressions-list=tests/cppcheck.txt -j "$(nproc)" \
        -Iinclude -I"$work/build/include" -Ilib lib examples
}

scripts() {
    git ls-files '*.sh' .ci/run | xargs shellcheck --severity=warning --exclude=SC2148,SC2154
}

export CC=clang
configure "$work/build" -Dbuildtype=debug ||
    finish_badly "the library cannot be configured"
check "clang-format" formatted
check "codespell" spelled
check "shellcheck" scripts
check "cppcheck" checked
check "clang-tidy" tidy
finish
