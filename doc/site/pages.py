#!/usr/bin/env python3
"""Prepare the Markdown pages for Doxygen: pages.py OUTPUT_FOLDER QUANTITIES

QUANTITIES is what `lmb quantities --json` printed: the page of all quantities is made from it.
The pages are written for a reader of the checkout. Doxygen needs labels, links by label and its own
marks of equations; navigation lists the pages in the order below. A link to what is not there is an
error.
"""

import pathlib
import re
import subprocess
import sys

import quantities

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDES = {
    "Start": ["getting-started", "python", "command-line", "units", "quantities", "honesty"],
    "Understand": ["model", "reading", "arrow", "stages", "reservoir", "design", "mechanisms"],
    "Build on it": ["errors", "threads", "embedding", "binding", "building", "versioning",
                    "same_bits"],
    "Project": ["benchmarks", "decisions", "references", "CHANGELOG"],
}
EXAMPLES = ["first", "analyze", "arrow", "simulate", "controller", "design", "foils"]


def fail(message):
    sys.exit(f"pages.py: {message}")


def label(path):
    """The label of a page or of an example."""
    kind = "example_" if path.suffix == ".c" else "page_"
    return kind + path.stem.replace("-", "_")


def sources():
    """Every page, by its stem."""
    found = {path.stem: path for path in (ROOT / "doc").glob("*.md")}
    for name in ("README", "CHANGELOG"):
        found[name] = ROOT / f"{name}.md"
    return found


def link(page, known, match):
    """A link as Doxygen follows it."""
    mark, text, target = match.groups()
    if re.match(r"[a-z]+:", target):
        return match.group(0)
    path = (page.parent / target).resolve()
    if not path.exists():
        fail(f"{page.relative_to(ROOT)} links to {target}, which is not there")
    if mark:
        return f"![{text}]({path.name})"
    if path in known:
        return f"[{text}](@ref {label(path)})"
    return text


def prose(page, known, line):
    """A line outside of code blocks."""
    line = re.sub(r"\$`(.+?)`\$", r"@f$\1@f$", line)
    return re.sub(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", lambda match: link(page, known, match), line)


def converted(page, known):
    """The text of a page as Doxygen reads it; lines keep their numbers."""
    fence = ""
    titled = False
    lines = []
    for line in page.read_text(encoding="utf-8").split("\n"):
        if fence:
            if line.strip() == "```":
                line = "@f]" if fence == "```math" else line
                fence = ""
        elif line.startswith("```"):
            fence = line.strip()
            line = {"```math": "@f[", "```console": "```", "```python": "```{.py}",
                    "```c": "```{.c}", "```sh": "```{.sh}"}.get(fence, line)
        elif not line.startswith("    "):
            line = prose(page, known, line)
            if line.startswith("#"):
                line = line.replace("`", "")  # Doxygen's headings take no marks
            if line.startswith("# ") and not titled:
                titled = True
                line += f" {{#{label(page)}}}"
        lines.append(line)
    return "\n".join(lines)


def write_examples(folder):
    """One page an example: its whole source."""
    for name in EXAMPLES:
        path = ROOT / "examples" / f"{name}.c"
        first = path.read_text(encoding="utf-8").split("\n")[0].lstrip("/* ").rstrip("*/ ")
        (folder / f"example_{name}.md").write_text(
            f"# {name}.c {{#{label(path)}}}\n\n{first}\n\n@include{{lineno}} {name}.c\n",
            encoding="utf-8")


def guides():
    """The pages of each group that are there; the last group takes those that none lists."""
    listed = {stem for stems in GUIDES.values() for stem in stems} | {"README"}
    groups = {title: list(stems) for title, stems in GUIDES.items()}
    groups["Project"] += sorted(set(sources()) - listed)
    return groups


def write_layout(pages, path):
    """Doxygen's own layout with our navigation."""
    subprocess.run(["doxygen", "-l", str(path)], check=True, stdout=subprocess.DEVNULL)
    tabs = ['<tab type="mainpage" visible="yes" title="liblmb"/>']
    entry = '<tab type="user" visible="yes" url="@ref {}" title="{}"/>'
    for title, stems in guides().items():
        tabs.append(f'<tab type="usergroup" visible="yes" url="[none]" title="{title}">')
        for stem in stems:
            page = pages / f"{stem}.md"
            heading = page.read_text(encoding="utf-8").split("\n")[0].lstrip("# ").split(" {#")[0]
            tabs.append(entry.format(label(page), heading.replace("&", "&amp;")))
        tabs.append("</tab>")
    tabs.append('<tab type="modules" visible="yes" title="API reference" intro=""/>')
    tabs.append('<tab type="usergroup" visible="yes" url="[none]" title="Examples">')
    tabs += [entry.format(f"example_{name}", f"{name}.c") for name in EXAMPLES]
    tabs.append("</tab>")
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<navindex>.*</navindex>",
                  lambda _: "<navindex>\n" + "\n".join(tabs) + "\n</navindex>", text, flags=re.S)
    path.write_text(text, encoding="utf-8")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    known = set(sources().values()) | {ROOT / "examples" / f"{name}.c" for name in EXAMPLES}
    for stem, page in sources().items():
        (folder / f"{stem}.md").write_text(converted(page, known), encoding="utf-8")
    (folder / "quantities.md").write_text(quantities.page(sys.argv[2]), encoding="utf-8")
    write_examples(folder)
    write_layout(folder, folder.parent / "layout.xml")


if __name__ == "__main__":
    main()
