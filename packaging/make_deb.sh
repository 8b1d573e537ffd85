#!/bin/bash
# A Debian package of a release: bash packaging/make_deb.sh TARBALL OUT
# TARBALL is what `meson dist` made. The package holds the whole install tree: header, both
# libraries, pkg-config and CMake files, the command line.
set -euo pipefail
tarball=$(realpath "$1") out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xf "$tarball" -C "$work" --one-top-level=source --strip-components=1
libdir=lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
/usr/bin/meson setup "$work/build" "$work/source" --prefix=/usr --libdir="$libdir" \
    -Dbuildtype=release -Dtests=false >/dev/null
DESTDIR=$work/tree /usr/bin/meson install -C "$work/build" >/dev/null
strip --strip-unneeded "$work/tree/usr/bin/lmb" "$work/tree/usr/$libdir"/liblmb.so.*.*
install -Dm644 "$work/source/LICENSE" "$work/tree/usr/share/doc/liblmb/copyright"

version=$(/usr/bin/meson introspect --projectinfo "$work/build" |
    sed -n 's/.*"version": "\([0-9.]*\)".*/\1/p')
architecture=$(dpkg-architecture -qDEB_HOST_ARCH)
# The C library's newest symbol that is used says how old it may be.
libc=$(objdump -T "$work/tree/usr/bin/lmb" "$work/tree/usr/$libdir"/liblmb.so.*.* |
    grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
mkdir "$work/tree/DEBIAN"
cat >"$work/tree/DEBIAN/control" <<CONTROL
Package: liblmb
Version: $version
Architecture: $architecture
Maintainer: The liblmb developers <liblmb@localhost>
Section: libs
Priority: optional
Depends: libc6 (>= ${libc#GLIBC_})
Installed-Size: $(du -ks "$work/tree/usr" | cut -f1)
Description: what a cycler's record says of the lithium in a lithium metal cell
 Library, header and command line: the books of a record, its stages, the failure mode, what can be
 said about the lithium left, and the cell model that simulates such records.
CONTROL
echo "activate-noawait ldconfig" >"$work/tree/DEBIAN/triggers"
dpkg-deb --root-owner-group --build "$work/tree" "$out/liblmb_${version}_$architecture.deb"
