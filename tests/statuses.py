#!/usr/bin/env python3
"""Every status that the header documents comes back in some test, and no other does.

statuses.py wrap HEADER          C source: lmb_x() calls real_lmb_x() and appends "lmb_x STATUS" to the
                                 file that LMB_SEEN names in the environment
statuses.py renamed HEADER       "lmb_x real_lmb_x" of each of these functions, for objcopy
statuses.py compare HEADER SEEN  what is documented and did not come back, and the reverse; exit 1
"""

import re
import sys

import check_docs

# What no test can bring about: memory of the C library's that a caller has no hand in.
OUT_OF_REACH = {("lmb_detect", "LMB_ERROR_MEMORY")}

WRITE = r"""#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <lmb/lmb.h>

static int32_t seen(const char *name, int32_t status, _Atomic char *noted)
{
    const char *path = getenv("LMB_SEEN");
    if (!path || status < 0 || status > 127 || noted[status]) return status;
    noted[status] = 1;
    char line[100];
    int length = snprintf(line, sizeof line, "%s %d\n", name, status);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0 || write(file, line, (size_t)length) != length) abort();
    close(file);
    return status;
}
"""


def documented(header):
    """Each function that returns a status, with the statuses of its comment."""
    found = check_docs.functions(header)
    known = {function.name: function for function in found}
    pairs = [(function, check_docs.documented(function, known)) for function in found]
    return [(function, statuses) for function, statuses in pairs if statuses]


def wrapper(function):
    parameters = ", ".join(f"{kind} {word}" for word, kind in function.parameters) or "void"
    words = ", ".join(word for word, _ in function.parameters)
    real = f"real_{function.name}({words})"
    return (f"int32_t real_{function.name}({parameters});\n"
            f"int32_t {function.name}({parameters})\n{{\n    static _Atomic char noted[128];\n"
            f"    return seen(\"{function.name}\", {real}, noted);\n}}\n")


def numbers(header):
    with open(header, encoding="utf-8") as file:
        return {name: int(value) for name, value in
                re.findall(r"^\s+(LMB_(?:OK|ERROR\w+)) = (\d+)", file.read(), re.M)}


def compare(header, path):
    names = {value: name for name, value in numbers(header).items()}
    promised = {(function.name, status) for function, statuses in documented(header)
                for status in statuses}
    with open(path, encoding="utf-8") as file:
        seen = {(name, names.get(int(status), status)) for name, status in map(str.split, file)}
    promised -= OUT_OF_REACH
    for name, status in sorted(promised - seen):
        print(f"{name}: {status} is documented and came back in no test")
    for name, status in sorted(seen - promised):
        print(f"{name}: {status} came back and is not documented")
    print(f"{len(promised & seen)} of {len(promised)} documented statuses came back; out of reach: "
          f"{', '.join(' '.join(pair) for pair in sorted(OUT_OF_REACH))}")
    return promised != seen


def main():
    what, header = sys.argv[1:3]
    if what == "wrap":
        print(WRITE + "\n".join(wrapper(function) for function, _ in documented(header)))
    elif what == "renamed":
        for function, _ in documented(header):
            print(function.name, f"real_{function.name}")
    else:
        sys.exit(compare(header, sys.argv[3]))


if __name__ == "__main__":
    main()
