#!/usr/bin/env python3
"""Each public function says what a caller must know: check_docs.py [--statuses] MAP HEADER...

Of every function that a header declares, its comment must state, in this form:

    brief    the first sentence, ended by a period
    @param   each parameter, in order; a list "a,b" of names may share a line
    unit     with each double: a unit, or that it is in the quantity's unit
    owner    with each pointer that is handed out: static, lives until .., the caller frees it, or
             belongs to ..
    @return  what comes back; of a status each LMB_ERROR_ that can be returned, or "as name()"
    Threads: and Since: once for the group that it stands in (@defgroup .. @{ .. @}), or its own

--statuses prints each function with the statuses that it documents, for check_statuses.
"""

import re
import sys

UNITS = re.compile(
    r"\b(unit|units|1|s|h|A|V|K|um|ohm|Ah|Wh|Wh/kg|Wh/L|mAh/cm2|g/Ah|Ah\^2)\b|CE_Li|NaN for")
OWNER = re.compile(r"\bstatic\b|lives? until|caller frees|belongs? to", re.IGNORECASE)
DECLARATION = re.compile(r"LMB_API\s+([^;(]*?)\b(lmb_\w+)\s*\(([^;]*)\)\s*;", re.S)


class Function:
    """A declaration and the comment in front of it."""

    def __init__(self, name, result, arguments, comment, group):
        self.name, self.result, self.comment, self.group = name, result.strip(), comment, group
        self.parameters = []
        for argument in filter(None, (one.strip() for one in arguments.split(","))):
            if argument != "void":
                kind, word = re.fullmatch(r"(.*?)(\w+)", argument, re.S).groups()
                self.parameters.append((word, " ".join(kind.split())))
        self.sections = self.split(comment)

    @staticmethod
    def split(comment):
        """The brief and details under "", then (command, name, text) of each @command."""
        parts = re.split(r"@(param|return)\b", comment)
        sections = [("", "", " ".join(parts[0].split()))]
        for command, text in zip(parts[1::2], parts[2::2]):
            text = " ".join(text.split())
            name = ""
            if command == "param":
                name, _, text = text.partition(" ")
            sections.append((command, name, text.strip()))
        return sections

    def of(self, command):
        return [(name, text) for kind, name, text in self.sections if kind == command]

    def returned(self):
        return next((text for _, text in self.of("return")), "")


def comments_and_functions(text):
    """Every /** comment or declaration in order."""
    pattern = re.compile(r"/\*\*(?!<)(.*?)\*/|" + DECLARATION.pattern, re.S)
    for found in pattern.finditer(text):
        if found.group(1) is not None:
            yield "comment", re.sub(r"^\s*\* ?", "", found.group(1), flags=re.M)
        else:
            yield "function", found.groups()[1:]


def functions(header):
    """The functions of a header, each with its comment and the comment of its group."""
    found, group, comment = [], "", ""
    with open(header, encoding="utf-8") as file:
        text = file.read()
    for kind, value in comments_and_functions(text):
        if kind == "comment" and "@defgroup" in value:
            group, comment = value, ""
        elif kind == "comment" and "@}" in value:
            group, comment = "", ""
        elif kind == "comment":
            comment = value
        else:
            result, name, arguments = value
            found.append(Function(name, result, arguments, comment, group))
            comment = ""
    return found


def parameter_gaps(function):
    """What is missing of the parameters."""
    stated = [word for name, _ in function.of("param") for word in name.split(",")]
    names = [word for word, _ in function.parameters]
    if stated != names:
        yield f"@param {', '.join(stated) or 'none'}; the function has {', '.join(names) or 'none'}"
        return
    texts = {word: text for name, text in function.of("param") for word in name.split(",")}
    for word, kind in function.parameters:
        if not texts[word]:
            yield f"nothing is said of {word}"
        if "double" in kind and not UNITS.search(texts[word]):
            yield f"no unit of {word}"
        if kind.endswith("**") and not kind.startswith("const char *const") and \
                not OWNER.search(texts[word]):
            yield f"no owner of {word}"


def return_gaps(function, known, statuses):
    """What is missing of the return."""
    text = function.returned()
    if function.result == "void":
        if text:
            yield "@return of a function without a result"
        return
    if not text:
        yield "no @return"
        return
    if "*" in function.result and not OWNER.search(text):
        yield "no owner of what is returned"
    for name in re.findall(r"LMB_(?:OK|ERROR)\w*", text):
        if name not in statuses:
            yield f"{name} is no status"
    if "LMB_ERROR" in text and not text.startswith("LMB_OK"):
        yield "a list of statuses begins with LMB_OK"
    alias = re.match(r"as (lmb_\w+)\(\)", text)
    if alias and alias.group(1) not in known:
        yield f"{alias.group(1)} does not exist"
    if re.search(r"\bstatus\b", text) and "*" not in function.result and "LMB_OK" not in text:
        yield "a status, but not which"


def gaps(function, known, statuses, since):
    """Everything that is missing of a function."""
    brief = function.of("")[0][1]
    if not re.match(r"[^.?]*(\.[^ .][^.?]*)*[.?](\s|$)", brief):
        yield "no brief sentence"
    yield from parameter_gaps(function)
    yield from return_gaps(function, known, statuses)
    for fact in ("Threads:", "Since:"):
        if fact not in function.comment and fact not in function.group:
            yield f"no {fact} of its own or of its group"
    stated = re.search(r"Since: ([0-9.]+[0-9])", function.comment) or \
        re.search(r"Since: ([0-9.]+[0-9])", function.group)
    if stated and since.get(function.name) != stated.group(1):
        yield f"since {stated.group(1)}, but in the node of {since.get(function.name)}"


def nodes(path):
    """The version of each name in the map of symbols."""
    found, version = {}, ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if opened := re.match(r"LMB_([0-9.]+) \{", line):
                version = opened.group(1)
            elif name := re.match(r"\s*(lmb_\w+);", line):
                found[name.group(1)] = version
    return found


def documented(function, known):
    """The statuses of a function, those of "as name()" included."""
    text = function.returned()
    alias = re.match(r"as (lmb_\w+)\(\)", text)
    more = documented(known[alias.group(1)], known) if alias else set()
    return set(re.findall(r"LMB_(?:OK|ERROR)\w*", text)) | more


def main():
    listing = "--statuses" in sys.argv
    paths = [path for path in sys.argv[1:] if path != "--statuses"]
    since = nodes(paths[0])
    found = [function for path in paths[1:] for function in functions(path)]
    known = {function.name: function for function in found}
    statuses = set()
    for path in paths[1:]:
        with open(path, encoding="utf-8") as file:
            statuses |= set(re.findall(r"^\s+(LMB_(?:OK|ERROR\w+)) = ", file.read(), re.M))
    if listing:
        for function in found:
            print(function.name, *sorted(documented(function, known)))
        return
    if not found or not statuses:
        sys.exit("no functions or statuses were found")
    missing = 0
    for number, function in enumerate(found, 1):
        problems = list(gaps(function, known, statuses, since))
        for problem in problems:
            print(f"# {function.name}: {problem}")
        print("not ok" if problems else "ok", number, "-", function.name)
        missing += bool(problems)
    sys.exit(missing > 0)


if __name__ == "__main__":
    main()
