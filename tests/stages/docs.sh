#!/bin/bash
# The documentation: Doxygen without a warning, no gap in the headers, snippets that run.
# Budget: 600 s
. "$(dirname "$0")/../setup.sh"
need gcc libc6-dev meson ninja-build pkg-config python3 git

check "what the header must say of each function" \
    /usr/bin/python3 tests/check_docs.py lib/liblmb.map include/lmb/lmb.h
check "Doxygen without a warning" sh doc/build.sh
check "the site has its pages and equations" sh -c '
    test -s build-doc/html/page_model.html && test -s build-doc/html/group__cells.html &&
    test -s build-doc/html/mathjax/MathJax.js && ! grep -l "http[^\"]*[Mm]ath[Jj]ax" build-doc/html/*.html'
check "the page of quantities has each of them, and each its source" sh -c '
    rows=$(grep -c "^  {\"id\"" build-doc/quantities.json)
    test "$rows" -gt 300 && test "$rows" -eq "$(grep -c "^| .* \*Source\*: \[" build-doc/pages/quantities.md)" &&
    grep -q lithium_shear_modulus build-doc/html/page_quantities.html'
quickstart() {
    rm -rf "$work/quickstart" && mkdir "$work/quickstart" &&
        git ls-files -z | xargs -0 cp --parents -t "$work/quickstart" &&
        sh "$work/quickstart/examples/quickstart.sh" | grep "The cell is in stage 4"
}
check "the quickstart of the README, in a copy of the checkout" quickstart
check "the shell lines of the guides, in a copy of the checkout" \
    /usr/bin/python3 tests/check_snippets.py . none --build
finish
