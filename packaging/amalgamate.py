#!/usr/bin/env python3
"""The library as two files, lmb.c and lmb.h: amalgamate.py OUT

No build system is needed: put both into a project and compile lmb.c as C11 with
-ffp-contract=off -fno-math-errno. Every header and source of lib/ stands in lmb.c once, in an order that depends
on nothing but their names.
"""

import argparse
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"].*\n', re.M)
MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
LICENCE = "/* liblmb {version}, made by packaging/amalgamate.py. SPDX-License-Identifier: MIT */\n"


def read_version():
    return re.search(r"version: '(\d+\.\d+\.\d+)'", (ROOT / "meson.build").read_text())[1]


class Writer:
    """Text with its includes of our own files replaced by what is in them, each once."""

    def __init__(self, version):
        self.seen = set()
        self.version = version

    def read(self, name):
        if name == "lmb/version.h":
            text = (ROOT / "include/lmb/version.h.in").read_text()
            for key, number in zip(("MAJOR", "MINOR", "PATCH"), self.version.split(".")):
                text = text.replace(f"@{key}@", number)
            return text
        folder = "include" if name.startswith("lmb/") else "lib"
        return (ROOT / folder / name).read_text()

    def expand(self, name):
        if name in self.seen:
            return ""
        self.seen.add(name)
        return INCLUDE.sub(self.replace, self.read(name))

    def replace(self, include):
        if include[1] == '"' or include[2].startswith("lmb/"):
            return self.expand(include[2])
        return include[0]

    def source(self, name):
        """A source, whose macros end with it."""
        text = self.expand(name)
        own = dict.fromkeys(MACRO.findall(self.read(name)))
        return f"\n/* ---- {name} */\n{text}" + "".join(f"#undef {macro}\n" for macro in own)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    given = parser.parse_args()
    writer = Writer(read_version())
    licence = LICENCE.format(version=writer.version)
    header = "".join(writer.expand(f"lmb/{path.name}")
                     for path in sorted((ROOT / "include/lmb").glob("*.h"), reverse=True))
    parts = [licence, "#define LMB_BUILDING\n", '#include "lmb.h"\n']
    for path in sorted((ROOT / "lib").glob("*/*.c")):
        parts.append(writer.source(f"{path.parent.name}/{path.name}"))
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "lmb.h").write_text(licence + header)
    (given.out / "lmb.c").write_text("".join(parts))


if __name__ == "__main__":
    main()
