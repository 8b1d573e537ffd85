# Sourced by tests/run.sh and by every stage: packages, builds and counting.
# What is installed and built goes to build-test/ in the checkout.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) && cd "$root" || exit 1
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
unset LMB_LIBRARY CFLAGS CXXFLAGS LDFLAGS CC CXX DESTDIR

stage=$(basename "$0" .sh)
work=$root/build-test/$stage # a stage's own folder
passed=0 failed=0 skipped=0
mkdir -p "$work"

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# finish: the counts as the last line, and out
finish() {
    local also=""
    [ "$skipped" -eq 0 ] || also=", $skipped skipped"
    echo "$passed passed, $failed failed$also"
    [ "$failed" -eq 0 ]
    exit
}

# finish_badly REASON: what follows cannot be done
finish_badly() {
    echo "FAILED   $stage: $1"
    failed=$((failed + 1))
    finish
}

# check NAME COMMAND...: one test; what the command printed is shown where it fails
check() {
    local name=$1
    shift
    if "$@" </dev/null >"$work/check.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok       $stage: $name"
    else
        failed=$((failed + 1))
        echo "FAILED   $stage: $name"
        tail -20 "$work/check.log" | sed 's/^/         /'
        return 1
    fi
}

# skip NAME REASON: a test that cannot be made here
skip() {
    skipped=$((skipped + 1))
    echo "skipped  $stage: $1: $2"
}

install_now() {
    as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" </dev/null
}

# need PACKAGE...: install the Debian packages that are missing
need() {
    local missing=() package log=$root/build-test/apt.log
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing: ${missing[*]}"
    # The lists at most once an hour; where they cannot be had, those that are there may do.
    if [ -z "$(find "$log" -mmin -60 2>/dev/null)" ]; then
        as_root apt-get -o DPkg::Lock::Timeout=300 update -qq </dev/null >"$log" 2>&1
    fi
    install_now "${missing[@]}" >>"$log" 2>&1 && return
    # A stage that was ended amid its installs leaves them half done.
    { as_root dpkg --configure -a; install_now -f; } >>"$log" 2>&1
    install_now "${missing[@]}" >>"$log" 2>&1 && return
    grep -E '^(E|W): ' "$log" | tail -5
    finish_badly "these Debian packages cannot be installed: ${missing[*]}"
}

# need_locale: one with a decimal comma, in the build folder: the machine's own stay as they are
need_locale() {
    need locales
    export LOCPATH=$root/build-test/locale LMB_NEEDS_LOCALE=1
    [ -d "$LOCPATH/de_DE.UTF-8" ] && return
    mkdir -p "$LOCPATH" && localedef -i de_DE -f UTF-8 "$LOCPATH/de_DE.UTF-8" ||
        finish_badly "there is no de_DE.UTF-8"
}

# need_npm PACKAGE@VERSION...: npm packages, in build-test/npm/node_modules
need_npm() {
    local log=$root/build-test/npm.log
    command -v npm >/dev/null || need nodejs npm
    echo "Installing by npm: $*"
    mkdir -p "$root/build-test/npm"
    (cd "$root/build-test/npm" && echo '{"private": true}' >package.json &&
        npm install --no-audit --no-fund --no-save "$@") </dev/null >"$log" 2>&1 && return
    tail -5 "$log"
    finish_badly "these npm packages cannot be installed: $*"
}

# configure FOLDER OPTION...: meson setup with $CC, once; again where the checkout was moved
configure() {
    local folder=$1
    shift
    [ "$(cat "$folder/made-for" 2>/dev/null)" = "$root ${CC:-} $*" ] && return
    rm -rf "$folder"
    /usr/bin/meson setup "$folder" "$root" "$@" </dev/null >"$folder.log" 2>&1 ||
        { tail -20 "$folder.log"; return 1; }
    echo "$root ${CC:-} $*" >"$folder/made-for"
}

# compile FOLDER [TARGET...]: ninja, with what went wrong
compile() {
    ninja -C "$@" </dev/null >"$1.log" 2>&1 && return
    grep -E 'error|FAILED' "$1.log" | head -20
    return 1
}

# run_tests FOLDER [TEST...]: the tests of a build; tests/summarize.py counts them
run_tests() {
    /usr/bin/meson test -C "$1" --no-rebuild --print-errorlogs "${@:2}" </dev/null |
        grep -E '^ *[0-9]+/[0-9]+ ' || true
}
