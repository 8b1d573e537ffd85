"""The page of all quantities, from what `lmb quantities --json` prints of the library's tables."""

import json
import re

# The page that explains the quantities from an id on.
PAGES = [(1000, "model"), (1100, "reservoir"), (1200, "design"), (2000, "reading"), (2049, "model"),
         (2120, "design"), (2150, "stages"), (2160, "reservoir"), (3000, "reading"),
         (3100, "model"), (3200, "stages"), (3300, "reservoir"), (4000, "model"), (4010, "design")]
KINDS = {"parameter": "Parameters of a cell", "column": "Columns of a dataset",
         "result": "Results of a report", "derived": "Derived from the parameters of a cell"}
CITATION = re.compile(r" ?\(([^()]*\b(?:(?:19|20)\d\d|Fig\. \w+)\b[^()]*)\)|; default of (the worked "
                      r"example in [^;]*)")

HEAD = """# All quantities {#page_quantities}

Made from the library's own tables when this site was built (`lmb quantities --json`); a program
lists them by lmb_quantity_at(). A value is a double in the unit that stands here, 1 for a ratio or a
count. NaN is "not known". The source is the page that defines a quantity, and what a definition, a
default or a limit was taken from ([references](@ref page_references)).
"""


def number(value, infinite):
    return infinite if value is None else f"{value:g}"


def bounds(row):
    """The range as an interval, or the names of the values."""
    if row["values"]:
        return ", ".join(f"{i} {name}" for i, name in enumerate(row["values"]))
    if row["lower"] is None and row["upper"] is None:
        return "any"
    left = "(" if row["lower"] is None or row["lower_open"] else "["
    right = ")" if row["upper"] is None or row["upper_open"] else "]"
    return f"{left}{number(row['lower'], '-inf')}, {number(row['upper'], 'inf')}{right}"


def default(row):
    if row["kind"] != "parameter":
        return ""
    if row["default"] is None:
        return "; not known at first"
    value = row["values"][int(row["default"])] if row["values"] else f"{row['default']:g}"
    return f"; default {value}"


def source(row):
    page = max(pair for pair in PAGES if pair[0] <= row["id"])[1]
    cited = [first or second for first, second in CITATION.findall(row["text"])]
    return ", ".join([f"[{page}](@ref page_{page})"] + [plain(text) for text in cited])


def plain(text):
    """Text that no mark of Doxygen is seen in."""
    return re.sub(r"([\\@#|*<>~%])", r"\\\1", text)


def line(row):
    text = plain(CITATION.sub("", row["text"]).replace("`", ""))
    cells = [f"`{row['name']}`", row["id"], row["unit"], bounds(row) + default(row),
             f"{text}. *Source*: {source(row)}"]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def page(path):
    with open(path, encoding="utf-8") as file:
        rows = json.load(file)
    lines = [HEAD]
    for kind, title in KINDS.items():
        lines += [f"## {title} {{#quantities_{kind}}}", "",
                  "| name | id | unit | range | what it is |", "|---" * 5 + "|"]
        lines += [line(row) for row in rows if row["kind"] == kind] + [""]
    return "\n".join(lines)
