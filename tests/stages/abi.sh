#!/bin/bash
# The interface is the committed one, and the checks that say so notice when it is not.
# Budget: 600 s
. "$(dirname "$0")/../setup.sh"
. "$root/tests/abi/common.sh"
need gcc libc6-dev binutils meson ninja-build python3 abigail-tools

build_library "$root" "$work/build" || finish_badly "the library does not build"
check "abidiff finds no difference from the baseline" \
    same_interface "$root" "$work/build" "$abi/liblmb.abi"
check "the baseline keeps locations" grep -q "filepath='include/lmb/lmb.h' line='[1-9]" \
    "$abi/liblmb.abi"

# Canaries: a copy of the tree, broken in one place, and what has to notice.
copy=$work/copy

# fresh: the copy as the tree is
fresh() {
    rm -rf "$copy.fresh" && mkdir -p "$copy" "$copy.fresh" &&
        cp -r include lib packaging meson.build meson_options.txt "$copy.fresh" &&
        (cd "$copy.fresh" && find . -type f) | while read -r file; do
            cmp -s "$copy.fresh/$file" "$copy/$file" && continue # its time stays: no rebuild
            mkdir -p "$(dirname "$copy/$file")" && cp "$copy.fresh/$file" "$copy/$file"
        done
}

# edit FILE SED_SCRIPT: change a file of the copy; it has to be another then
edit() {
    sed -i.before "$2" "$copy/$1" && ! cmp -s "$copy/$1" "$copy/$1.before" &&
        rm "$copy/$1.before" || finish_badly "a canary changes nothing in $1"
}

built() {
    build_library "$copy" "$work/copy-build" || finish_badly "the copy does not build: $1"
}

# notices NAME WORD COMMAND...: the command fails and says the word
notices() {
    said_so() {
        "${@:2}" >"$work/canary.log" 2>&1 && return 1
        grep -q -- "$1" "$work/canary.log" || { cat "$work/canary.log"; return 1; }
    }
    check "canary: $1" said_so "${@:2}"
}

fresh
built "unbroken"
check "the unbroken copy has the interface" \
    same_interface "$copy" "$work/copy-build" "$abi/liblmb.abi"
check "the unbroken copy has the constants" \
    same_constants "$copy" "$work/copy-build" "$abi/constants.txt"
check "the unbroken copy has the nodes" same_nodes "$copy" "$abi/nodes"
check "the unbroken copy has the exports" same_exports "$copy" "$work/copy-build"

edit lib/liblmb.map '/lmb_version;/d'
built "a name gone from the map"
notices "exports see a name gone from the map" lmb_version same_exports "$copy" "$work/copy-build"
edit include/lmb/lmb.h '/^LMB_API int32_t lmb_version(/d'
edit lib/base/version.c 's/^int32_t lmb_version(void)/int32_t lmbi_version(void)/'
built "a function removed"
notices "abidiff sees a function removed" lmb_version \
    same_interface "$copy" "$work/copy-build" "$abi/liblmb.abi"
notices "nodes see a function removed" lmb_version same_nodes "$copy" "$abi/nodes"
notices "declarations see a function removed" lmb_version \
    same_constants "$copy" "$work/copy-build" "$abi/constants.txt"

fresh
edit include/lmb/lmb.h 's/LMB_ERROR_RANGE = 30/LMB_ERROR_RANGE = 31/'
notices "constants see an enumerator changed" LMB_ERROR_RANGE \
    same_constants "$copy" "$work/copy-build" "$abi/constants.txt"

fresh
edit include/lmb/lmb.h 's/lmb_status_name(int32_t/lmb_status_name(int64_t/'
edit lib/base/status.c 's/lmb_status_name(int32_t/lmb_status_name(int64_t/'
built "the type of a parameter changed"
notices "abidiff sees the type of a parameter" lmb_status_name \
    same_interface "$copy" "$work/copy-build" "$abi/liblmb.abi"
notices "declarations see the type of a parameter" lmb_status_name \
    same_constants "$copy" "$work/copy-build" "$abi/constants.txt"

# liblmb has no struct of its own that a caller sees: the copy gets one, and baselines with it.
fresh
edit include/lmb/lmb.h 's|^LMB_API int32_t lmb_version(void);|&\
struct lmb_canary { int32_t first; int32_t second; double third; };\
LMB_API int32_t lmb_sing(const struct lmb_canary *canary);|'
edit lib/liblmb.map 's/^ *lmb_version;/&lmb_sing;/'
edit lib/base/version.c 's/^int32_t lmb_version(void)/\
int32_t lmb_sing(const struct lmb_canary *canary) { return canary->first; }\
&/'
built "a struct"
describe "$copy" "$work/copy-build" "$work/struct.abi"
/usr/bin/python3 "$abi/constants.py" "$copy/include/lmb" gcc "-I$copy/include" \
    "-I$work/copy-build/include" >"$work/struct.txt"
check "the copy with a struct is its own baseline" \
    same_interface "$copy" "$work/copy-build" "$work/struct.abi"
edit include/lmb/lmb.h 's/int32_t first; int32_t second;/int32_t second; int32_t first;/'
built "two members swapped"
notices "abidiff sees two members swapped" lmb_canary \
    same_interface "$copy" "$work/copy-build" "$work/struct.abi"
notices "offsets see two members swapped" "member struct lmb_canary first" \
    same_constants "$copy" "$work/copy-build" "$work/struct.txt"

# What is behind a handle is nobody's business.
fresh
edit lib/api/handles.h 's/^struct lmb_cell {/&\
    double room_for_more;/'
built "a handle changed inside"
check "a handle may change inside" same_interface "$copy" "$work/copy-build" "$abi/liblmb.abi"

fresh
edit lib/base/version.c 's/^int32_t lmb_version(void)/#include <stdlib.h>\
static int calls;\
&/; s/^{/{ calls += getenv("LMB") != NULL;/'
built "a writable global and getenv"
notices "exports see getenv" getenv same_exports "$copy" "$work/copy-build"
notices "exports see a writable global" "calls in .bss" same_exports "$copy" "$work/copy-build"

fresh
edit lib/base/version.c 's/^int32_t lmb_version(void)/static _Thread_local int calls;\
&/; s/^{/{ calls++;/'
built "a global of each thread"
notices "exports see a global of each thread" "calls in .tbss" same_exports "$copy" "$work/copy-build"

fresh
edit lib/base/version.c '$a __attribute__((constructor)) static void begin(void) { }'
built "a constructor"
notices "exports see a constructor" init_array same_exports "$copy" "$work/copy-build"

fresh
edit lib/meson.build "s/^soversion = '0'/soversion = '1'/"
notices "SONAME 1 does not configure" "SONAME" \
    /usr/bin/meson setup "$work/soname" "$copy" -Dtests=false -Dexamples=false
finish
