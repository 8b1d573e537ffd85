#!/bin/sh
# From a fresh Debian 12 machine to a first verdict: sh examples/quickstart.sh
set -eu
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

missing=""
for package in gcc libc6-dev meson ninja-build pkg-config; do
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing what is missing:$missing"
    root=""
    [ "$(id -u)" -eq 0 ] || root=sudo
    mkdir -p build
    { $root apt-get update -qq && $root apt-get install -y -qq --no-install-recommends $missing; } \
        >build/install.log 2>&1 || { cat build/install.log; exit 1; }
fi

echo "Building the library and its command line in build/ ..."
log=build/quickstart.log
mkdir -p build
if [ ! -f build/build.ninja ]; then
    meson setup build -Dbuildtype=release -Dtests=false >$log 2>&1 || { cat $log; exit 1; }
fi
ninja -C build >$log 2>&1 || { cat $log; exit 1; }

echo "Analyzing examples/data/simulated_lmb.csv, the record of a lithium metal cell:"
echo
echo "  build/examples/lmb analyze examples/data/simulated_lmb.csv --set np_ratio=1.5"
echo
build/examples/lmb analyze examples/data/simulated_lmb.csv --set np_ratio=1.5
