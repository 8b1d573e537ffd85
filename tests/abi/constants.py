#!/usr/bin/env python3
"""Everything that a compiled caller holds of the public headers, in one listing.

constants.py FOLDER COMPILER [OPTION...] [= GOLDEN]

FOLDER holds the headers. Every enumerator and macro of a number with its value, size of every
struct, offset and size of every member, as a program built by COMPILER prints them; every
function and type as it is declared, names of parameters included. With GOLDEN: whether the
listing is the one in that file. Sizes are those of a machine with pointers of 8 bytes.
"""

import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

ENUM = re.compile(r"\benum\s*\w*\s*\{([^}]*)\}")
MACRO = re.compile(r"^\s*#\s*define\s+((?:LMB|ARROW)_\w+)[ \t]+\S", re.M)
STRUCT = re.compile(r"\bstruct\s+(\w+)\s*\{([^}]*)\}")
MEMBER = re.compile(r"(?:\(\s*\*\s*(\w+)\s*\)\s*\([^)]*\)|(\w+)\s*(?:\[[^]]*\])?)\s*;")
FUNCTION = re.compile(r"\bLMB_API\s+([^;#]*?\([^;]*\))\s*;")
TYPE = re.compile(r"^typedef\s+[^;{]+;", re.M)


def read_headers(folder):
    """The headers but the version's, without comments, one after the other."""
    paths = sorted(path for path in pathlib.Path(folder).glob("*.h") if path.name != "version.h")
    text = "\n".join(path.read_text() for path in paths)
    return [path.name for path in paths], re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def enumerators(text):
    for body in ENUM.findall(text):
        yield from re.findall(r"(\w+)\s*(?:=[^,]*)?(?:,|$)", body.strip())


def write_program(names, text):
    """A program that prints the listing of constants and layouts."""
    lines = [f"#include <lmb/{name}>" for name in names]
    lines += ["#include <stddef.h>", "#include <stdio.h>", "int main(void)", "{"]
    macros = [name for name in MACRO.findall(text) if name != "LMB_API"]
    for name in sorted(set(enumerators(text)) | set(macros)):
        lines.append(f'printf("constant {name} %lld\\n", (long long)({name}));')
    for name, body in STRUCT.findall(text):
        kind = f"struct {name}"
        lines.append(f'printf("size {kind} %zu\\n", sizeof({kind}));')
        for member in (a or b for a, b in MEMBER.findall(body)):
            lines.append(f'printf("member {kind} {member} at %zu of %zu\\n", '
                         f"offsetof({kind}, {member}), sizeof((({kind} *)0)->{member}));")
    return "\n".join(lines + ["return 0;", "}", ""])


def run_program(program, compiler):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "list.c"
        source.write_text(program)
        subprocess.run([*compiler, "-w", "-o", source.with_suffix(""), source], check=True)
        return subprocess.run([source.with_suffix("")], check=True, capture_output=True,
                              text=True).stdout.splitlines()


def list_all(folder, compiler):
    names, text = read_headers(folder)
    lines = run_program(write_program(names, text), compiler)
    declared = [f"function {' '.join(name.split())}" for name in FUNCTION.findall(text)]
    declared += [f"type {' '.join(name.split())}" for name in TYPE.findall(text)]
    return lines + sorted(declared)


def main():
    arguments = sys.argv[1:]
    golden = arguments[arguments.index("=") + 1] if "=" in arguments else None
    if golden:
        arguments = arguments[:arguments.index("=")]
    lines = list_all(arguments[0], arguments[1:])
    if not golden:
        print("\n".join(lines))
        return 0
    expected = pathlib.Path(golden).read_text().splitlines()
    for line in difflib.unified_diff(expected, lines, "committed", "here", n=0, lineterm=""):
        print("#", line)
    kinds = {line.split()[0] for line in lines} >= {"constant", "function", "type"}
    same = lines == expected and kinds
    print("ok 1" if same else "not ok 1", "- constants, layouts and declarations are the golden ones")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
