#!/bin/sh
# The public header alone, in every language it promises: check_header.sh COMPILER INCLUDE...
# Exit 77 where the compiler is not installed.
set -u
compiler=$1
shift
command -v "$compiler" >/dev/null || { echo "# $compiler is not installed"; exit 77; }
case $compiler in
*++*) language=c++ standards='c++11 c++17 c++20' ;;
*) language=c standards='c99 c11 c17' ;;
esac
failed=0
number=0
for standard in $standards; do
    number=$((number + 1))
    if printf '#include <lmb/%s.h>\n' lmb lmb arrow arrow |
        "$compiler" -x $language -std=$standard "$@" -Wall -Wextra -Wpedantic -Wshadow \
            -Werror -fsyntax-only -; then
        echo "ok $number - $compiler -std=$standard"
    else
        echo "not ok $number - $compiler -std=$standard"
        failed=1
    fi
done
exit $failed
