#!/bin/bash
# Each status that the header documents comes back in some test, and no other does.
# Budget: 400 s
. "$(dirname "$0")/../setup.sh"
need gcc libc6-dev binutils meson ninja-build pkg-config libcmocka-dev python3
need_locale
header=include/lmb/lmb.h library=$work/build/lib/liblmb.a
export CC=gcc LMB_SEEN=$work/seen

# noting: the static library calls through wrappers that note what comes back
noting() {
    /usr/bin/python3 tests/statuses.py wrap $header >"$work/wrap.c" &&
        /usr/bin/python3 tests/statuses.py renamed $header >"$work/renamed" &&
        gcc -c -O -Iinclude -I"$work/build/include" "$work/wrap.c" -o "$work/wrap.o" &&
        objcopy --redefine-syms="$work/renamed" "$library" && ar r "$library" "$work/wrap.o"
}

configure "$work/build" -Dbuildtype=release || finish_badly "the tests do not configure"
rm -f "$library" "$LMB_SEEN"
compile "$work/build" lib/liblmb.a && noting >"$work/noting.log" 2>&1 && compile "$work/build" ||
    finish_badly "the tests do not build"
# Their own results are the quick part's; those that look at the library's symbols fail here.
run_tests "$work/build" >"$work/tests.log"
check "each documented status comes back in a test, and no other" \
    /usr/bin/python3 tests/statuses.py compare $header "$LMB_SEEN"
/usr/bin/python3 tests/statuses.py compare $header "$LMB_SEEN" | tail -1
finish
