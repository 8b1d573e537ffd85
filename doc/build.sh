#!/bin/sh
# Build the documentation: sh doc/build.sh, then open build-doc/html/index.html (no network needed)
#
# For a Debian 12 machine, as root or with sudo. Installs Doxygen, its theme, MathJax and what
# builds the library where they are missing. Any warning of Doxygen is a failure.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
. "$(dirname "$0")/../tests/setup.sh"
set -e
export LC_ALL=C.UTF-8
need doxygen doxygen-awesome-css libjs-mathjax python3 gcc libc6-dev meson ninja-build pkg-config

rm -rf build-doc/html build-doc/pages
mkdir -p build-doc
CC=gcc configure build-doc/library -Dtests=false
compile build-doc/library examples/lmb
build-doc/library/examples/lmb quantities --json >build-doc/quantities.json
/usr/bin/python3 doc/site/pages.py build-doc/pages build-doc/quantities.json
# What shows the equations: TeX to SVG alone, without the rest of MathJax.
from=/usr/share/javascript/mathjax to=build-doc/html/mathjax
for part in MathJax.js config/TeX-AMS_SVG.js extensions jax/element jax/input/TeX \
    jax/output/SVG/autoload jax/output/SVG/jax.js jax/output/SVG/config.js \
    jax/output/SVG/fonts/TeX; do
    mkdir -p "$to/$(dirname $part)"
    cp -rL "$from/$part" "$to/$(dirname $part)/"
done

LMB_VERSION=$(build-doc/library/examples/lmb --version | sed 's/.* //')
export LMB_VERSION
doxygen doc/Doxyfile
echo "build-doc/html/index.html"
