#!/bin/bash
# Every way in which the library is handed on, each with a project of somebody else that uses it.
# Budget: 480 s
. "$(dirname "$0")/../setup.sh"
need gcc g++ clang libc6-dev binutils make meson ninja-build pkg-config cmake git python3 \
    libcmocka-dev dpkg-dev
need_locale
rm -rf "$work" && mkdir "$work"

# answers PROGRAM...: it prints what the first one printed
answers() {
    "$@" >"$work/answer" || return
    [ -e "$work/expected" ] || cp "$work/answer" "$work/expected"
    diff "$work/expected" "$work/answer" && grep ", ok: stage 4 at cycle 2" "$work/answer"
}

# A release, of the tree as it is.
mkdir -p "$work/tree"
tar --exclude='./build*' --exclude=./.git -cf - . | tar -xf - -C "$work/tree"
release() {
    cd "$work/tree" && git init -q && git add -A &&
        git -c user.name=test -c user.email=test@localhost commit -qm "A release" &&
        CC=gcc /usr/bin/meson setup "$work/build" --prefix="$work/usr" --libdir=lib \
            -Dbuildtype=release -Dtests=false &&
        /usr/bin/meson dist -C "$work/build" --no-tests --formats gztar
}
(release) >"$work/release.log" 2>&1 ||
    { tail -20 "$work/release.log"; finish_badly "meson dist makes no release"; }
tarball=$(ls "$work"/build/meson-dist/liblmb-*.tar.gz)

# Installed, and by way of DESTDIR.
check "meson install" /usr/bin/meson install -C "$work/build"
check "meson install with DESTDIR" env DESTDIR="$work/dest" \
    /usr/bin/meson install -C "$work/build" --no-rebuild
check "DESTDIR holds the same tree" diff -r --no-dereference "$work/usr" "$work/dest$work/usr"

cp -r "$root/tests/consumers" "$work/consumers"
cd "$work/consumers" || finish_badly "there are no consumers"
export PKG_CONFIG_PATH=$work/usr/lib/pkgconfig
check "pkg-config: a Makefile builds" make -C pkgconfig CC="gcc -std=c99" app app-static
check "pkg-config: shared" answers env LD_LIBRARY_PATH="$work/usr/lib" pkgconfig/app
check "pkg-config: static" answers pkgconfig/app-static
unset PKG_CONFIG_PATH

# CMake, with the installed tree moved somewhere else.
mv "$work/dest$work/usr" "$work/moved"
check "CMake configures" cmake -S cmake -B cmake/build -DCMAKE_PREFIX_PATH="$work/moved"
check "CMake builds" cmake --build cmake/build
for program in app app-static app-cpp; do
    check "CMake: $program" answers "cmake/build/$program"
done
sed -i 's/find_package(lmb 0.1/find_package(lmb 99.0/' cmake/CMakeLists.txt
fails() { ! "$@"; }
check "CMake refuses a version to come" fails \
    cmake -S cmake -B cmake/later -DCMAKE_PREFIX_PATH="$work/moved"

# The release within another project: the library alone, no tests, no examples.
cp app.c subproject
mkdir -p subproject/subprojects/lmb
tar -xzf "$tarball" -C subproject/subprojects/lmb --strip-components=1
check "meson subproject configures" /usr/bin/meson setup subproject/build subproject -Dwerror=true \
    -Dbuildtype=release
check "meson subproject builds" compile "$PWD/subproject/build"
check "meson subproject" answers subproject/build/app
check "meson subproject leaves tests and examples out" \
    fails find subproject/build/subprojects/lmb/tests subproject/build/subprojects/lmb/examples

# One file.
check "amalgamation is written" /usr/bin/python3 "$root/packaging/amalgamate.py" "$work/one"
for compiler in gcc clang; do
    check "amalgamation: $compiler compiles it" $compiler -std=c11 -O2 -Wall -Wextra -Wpedantic \
        -Wconversion -Werror -ffp-contract=off -fno-math-errno -c -o "$work/one/$compiler.o" "$work/one/lmb.c"
    $compiler -std=c99 -DLMB_AMALGAMATION "-I$work/one" -o "$work/one/$compiler" app.c \
        "$work/one/$compiler.o"
    check "amalgamation: $compiler" answers "$work/one/$compiler"
done
g++ -std=c++11 -Wall -Wextra -Werror -DLMB_AMALGAMATION "-I$work/one" -x c++ app.c -x none \
    "$work/one/gcc.o" -o "$work/one/cpp"
check "amalgamation: a program in C++" answers "$work/one/cpp"

# The tests that look at the public header alone, and the command line, on that one file.
cd "$root" || exit 1
mkdir -p "$work/one/lmb" && cp "$work"/build/include/lmb/version.h include/lmb/*.h "$work/one/lmb"
within='#include "(api|base|ce|design|estimate|inventory|mechanism|reader|stage|table)/'
# What they share, as tests/meson.build has it.
mapfile -t shared < <(sed -n '/^support = /,/include_directories/p' tests/meson.build |
    grep -oE "[a-z]+\.c'" | tr -d "'")
(cd "$work/one" && gcc -std=c11 -O1 -w -I. -c "${shared[@]/#/$root/tests/}" \
    "-DLMB_TEST_DATA=\"$root/tests/data\"" "-DLMB_TEST_SHARED=\"$root/../shared\"")
objects=("${shared[@]/%.c/.o}")
for source in $(grep -LE "$within" tests/test_*.c); do
    name=$(basename "$source" .c)
    gcc -std=c11 -O0 -w "-I$work/one" -Itests "-DLMB_TEST_DATA=\"$root/tests/data\"" \
        "-DLMB_TEST_HEADER=\"$root/include/lmb/lmb.h\"" -o "$work/one/$name" "$source" \
        "$work/one/gcc.o" "${objects[@]/#/$work/one/}" -lcmocka -lm
    check "amalgamation: $name" "$work/one/$name"
done
gcc -std=c11 -O1 -w -D_POSIX_C_SOURCE=200809L "-I$work/one" -o "$work/one/program" \
    examples/lmb/*.c "$work/one/clang.o" -lm

# same_output ARGUMENT...: lmb of the one file and lmb as installed print the same bytes
same_output() {
    "$work/one/program" "$@" >"$work/one/output" && "$work/usr/bin/lmb" "$@" |
        cmp - "$work/one/output" && [ -s "$work/one/output" ]
}
check "amalgamation: lmb simulate" same_output simulate --cycles 400 --set np_ratio=2
check "amalgamation: lmb analyze" same_output analyze examples/data/simulated_lmb.csv --json \
    --set np_ratio=1.5 --fit
check "amalgamation: lmb design" same_output design --json

# A Debian package, unpacked: nothing is installed on this machine.
check "deb is made" bash packaging/make_deb.sh "$tarball" "$work"
deb=$(ls "$work"/liblmb_*.deb)
check "deb unpacks" dpkg-deb --extract "$deb" "$work/deb"
check "deb names what it needs" grep -qE '^libc6 \(>= 2\.[0-9]+\)$' <(dpkg-deb -f "$deb" Depends)
check "deb belongs to root" fails grep -qv ' root/root ' <(dpkg-deb --contents "$deb")
libdir=usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export PKG_CONFIG_SYSROOT_DIR=$work/deb PKG_CONFIG_LIBDIR=$work/deb/$libdir/pkgconfig
check "deb: a Makefile builds" make -B -C "$work/consumers/pkgconfig" CC=gcc app
check "deb: pkg-config" answers env LD_LIBRARY_PATH="$work/deb/$libdir" \
    "$work/consumers/pkgconfig/app"
check "deb: CMake configures" cmake -S tests/consumers/cmake -B "$work/deb-cmake" \
    -Dlmb_DIR="$work/deb/$libdir/cmake/lmb"
check "deb: CMake builds" cmake --build "$work/deb-cmake"
check "deb: CMake" answers "$work/deb-cmake/app"
check "deb: lmb runs" "$work/deb/usr/bin/lmb" design
finish
