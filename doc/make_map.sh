#!/bin/sh
# Make doc/pictures/mechanisms.svg, the degradation map as `lmb mechanisms --dot` draws it:
#
#     sh doc/make_map.sh build/examples/lmb
#
# Needs Graphviz; on Debian, as root, it installs it where it is missing.
set -e
program=${1:-build/examples/lmb}
command -v dot >/dev/null ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends graphviz; }
picture=$(dirname "$0")/pictures/mechanisms.svg
"$program" mechanisms --dot | dot -Tsvg -o "$picture"
echo "$picture"
