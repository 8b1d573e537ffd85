#!/usr/bin/env python3
"""The nodes of the version script: nodes.py MAP GOLDEN_FOLDER [--write CHANGELOG]

GOLDEN_FOLDER holds a file for each node, the names in it. A node must be what its file says.
tests/check_docs.py holds the version that a function names ("Since:") against its node.
--write makes the files anew, but for the nodes of versions that CHANGELOG has released.
"""

import pathlib
import re
import sys

NODE = re.compile(r"(LMB_[\d.]+)\s*\{(.*?)\}\s*([\w.]*)\s*;", re.S)


def read_map(path):
    """Names of each node, in the order of the file, and the node it follows."""
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", path.read_text(), flags=re.S)
    return {name: (sorted(re.findall(r"\b(lmb_\w+);", body)), after, "*;" in body)
            for name, body, after in NODE.findall(text)}


def check_chain(nodes):
    before = ""
    for name, (symbols, after, hides) in nodes.items():
        if after != before:
            yield f"{name} follows {after or 'nothing'}, not {before or 'nothing'}"
        if hides != (before == ""):
            yield f"{name}: \"local: *\" stands in the first node, and there alone"
        if len(symbols) != len(set(symbols)):
            yield f"{name} has a name twice"
        before = name


def check_golden(nodes, folder):
    golden = {path.name: path.read_text().split() for path in folder.iterdir()}
    for name in sorted(set(golden) | set(nodes)):
        there = set(nodes[name][0]) if name in nodes else set()
        for symbol in sorted(there ^ set(golden.get(name, []))):
            where = "not in its golden file" if symbol in there else "gone from the map"
            yield f"{name}: {symbol} is {where}"


def write(nodes, folder, changelog):
    folder.mkdir(exist_ok=True)
    for name, (symbols, _, _) in nodes.items():
        path = folder / name
        text = "\n".join(symbols) + "\n"
        if path.exists() and path.read_text() == text:
            continue
        if f"## [{name.removeprefix('LMB_')}." in changelog.read_text():
            sys.exit(f"{name} is released: it never changes. New functions go to a new node.")
        path.write_text(text)


def main():
    script, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    nodes = read_map(script)
    if "--write" in sys.argv:
        return write(nodes, folder, pathlib.Path(sys.argv[4]))
    problems = 0
    checks = {"each node follows the one before it": check_chain(nodes),
              "each node is its golden copy": check_golden(nodes, folder)}
    for number, (name, found) in enumerate(checks.items(), 1):
        found = list(found) or ([] if nodes else ["the map has no node"])
        for problem in found:
            print("#", problem)
        print("not ok" if found else "ok", number, "-", name)
        problems += len(found)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
