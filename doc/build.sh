#!/bin/sh
# Build the documentation: sh doc/build.sh, then open build-doc/html/index.html (no network needed)
#
# For a Debian 12 machine, as root or with sudo. Installs Doxygen, its theme and MathJax where they
# are missing. Any warning of Doxygen is a failure.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

missing=""
for package in doxygen doxygen-awesome-css libjs-mathjax python3; do
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing:$missing"
    root=""
    [ "$(id -u)" -eq 0 ] || root=sudo
    mkdir -p build-doc
    { $root apt-get update -qq &&
        $root apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing; } \
        </dev/null >build-doc/apt.log 2>&1 || { cat build-doc/apt.log; exit 1; }
fi

rm -rf build-doc/html build-doc/pages
/usr/bin/python3 doc/site/pages.py build-doc/pages
# What shows the equations: TeX to SVG alone, without the rest of MathJax.
from=/usr/share/javascript/mathjax to=build-doc/html/mathjax
for part in MathJax.js config/TeX-AMS_SVG.js extensions jax/element jax/input/TeX \
    jax/output/SVG/autoload jax/output/SVG/jax.js jax/output/SVG/config.js \
    jax/output/SVG/fonts/TeX; do
    mkdir -p "$to/$(dirname $part)"
    cp -rL "$from/$part" "$to/$(dirname $part)/"
done

doxygen doc/Doxyfile
echo "build-doc/html/index.html"
