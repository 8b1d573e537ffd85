#!/bin/bash
# Install what is missing, build, run every test:
#   sh tests/run.sh                the quick part, then the stages until 60 minutes are used
#   sh tests/run.sh quick          the quick part alone
#   sh tests/run.sh stage NAME...  these stages alone, see tests/stages/README.md
#
# For a Debian 12 machine, as root or with sudo. The last line is "N passed, N failed", with
# ", N skipped" where something was; the exit code tells whether all passed.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
. "$(dirname "$0")/setup.sh"
minutes=60

# build NAME COMPILER OPTION...: configure once, compile, run all tests
build() {
    local folder=build-test/$1
    echo "== $1"
    export CC=$2
    configure "$folder" "${@:3}" && compile "$folder" && run_tests "$folder"
    unset CC
}

quick() {
    need gcc g++ clang libc6-dev binutils meson ninja-build pkg-config libcmocka-dev \
        libmpfr-dev python3 python3-numpy python3-pandas python3-matplotlib graphviz
    need_locale
    rm -f build-test/*/meson-logs/testlog.json
    build gcc-sanitized gcc -Dbuildtype=debugoptimized -Db_sanitize=address,undefined \
        -Db_lundef=false
    build clang-release clang -Dbuildtype=release
    echo "== result of the quick part"
    /usr/bin/python3 tests/summarize.py gcc-sanitized=build-test/gcc-sanitized \
        clang-release=build-test/clang-release
}

case ${1:-all} in
all)
    need python3
    quick | tee "$work/quick.log"
    exec /usr/bin/python3 tests/work_through.py tests/stages $((minutes * 60)) \
        --before "quick=$SECONDS=$(tail -1 "$work/quick.log")"
    ;;
quick) quick ;;
stage)
    need python3
    exec /usr/bin/python3 tests/work_through.py tests/stages $((minutes * 60)) "${@:2}"
    ;;
*)
    sed -n 's/^#  //p' "$0"
    exit 2
    ;;
esac
