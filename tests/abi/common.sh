# Sourced behind tests/setup.sh: the library as abidiff and the golden files see it.
abi=$root/tests/abi

# build_library TREE BUILD: the shared library of TREE, with locations, into the new folder BUILD
build_library() {
    if [ ! -e "$2/build.ninja" ]; then
        rm -rf "$2"
        CC=gcc /usr/bin/meson setup "$2" "$1" -Dbuildtype=debug -Ddefault_library=both \
            -Dtests=false -Dexamples=false -Dwerror=false </dev/null >"$2.log" 2>&1 ||
            { tail -5 "$2.log"; return 1; }
    fi
    compile "$2"
}

library_of() {
    find "$1/lib" -maxdepth 1 -name 'liblmb.so.*.*' -type f
}

# describe TREE BUILD FILE: the interface as XML, with locations: they tell what is public. Paths are
# those in the tree.
describe() {
    abidw --headers-dir "$1/include/lmb" --exported-interfaces-only \
        --no-corpus-path --no-comp-dir-path "$(library_of "$2")" |
        sed "s#filepath='\(\.\./\)*#filepath='#" >"$3" && [ -s "$3" ]
}

# same_interface TREE BUILD BASELINE: no difference whatever, compatible or not
same_interface() {
    abidiff --hd1 "$1/include/lmb" --hd2 "$1/include/lmb" \
        --exported-interfaces-only --no-default-suppression --harmless "$3" "$(library_of "$2")"
}

# same_constants TREE BUILD GOLDEN
same_constants() {
    /usr/bin/python3 "$abi/constants.py" "$1/include/lmb" gcc "-I$1/include" "-I$2/include" \
        = "$3"
}

# same_nodes TREE GOLDEN_FOLDER
same_nodes() {
    /usr/bin/python3 "$abi/nodes.py" "$1/lib/liblmb.map" "$2"
}

# same_exports TREE BUILD
same_exports() {
    bash tests/check_exports.sh "$(library_of "$2")" "$2/lib/liblmb.a" "$1/include/lmb/lmb.h" \
        "$1/lib/liblmb.map" none
}
