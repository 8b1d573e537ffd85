#!/bin/sh
# Make doc/pictures/mechanisms.svg, the degradation map as `lmb mechanisms --dot` draws it, and
# doc/pictures/pools.svg, the pools of the cell model:
#
#     sh doc/make_map.sh build/examples/lmb
#
# Needs Graphviz; on Debian, as root, it installs it where it is missing.
set -e
program=${1:-build/examples/lmb}
command -v dot >/dev/null ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends graphviz; }
here=$(dirname "$0")
"$program" mechanisms --dot | dot -Tsvg -o "$here/pictures/mechanisms.svg"
dot -Tsvg "$here/site/pools.dot" -o "$here/pictures/pools.svg"
ls "$here"/pictures/*.svg
