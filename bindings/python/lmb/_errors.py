"""A status of the library as an exception."""

import difflib
import errno
from typing import Iterable

from ._library import ERROR_FILE, ERROR_MEMORY, ERROR_MISSING, ERROR_UNKNOWN, OK, library


class Error(Exception):
    """What the library refused to do, and why.

    status: the number of the status; name: its word, such as "range"; message: the reason.
    """

    def __init__(self, status: int, message: str = ""):
        super().__init__(status, message)
        self.status = status
        self.name: str = library.lmb_status_name(status).decode()
        self.message: str = message or library.lmb_status_text(status).decode()

    def __str__(self) -> str:
        return self.message


class MissingError(Error, AttributeError, KeyError):
    """A name that is not known, or a column or value that is not there."""


class FileError(Error, OSError):
    """A file that cannot be opened or read."""

    def __init__(self, status: int, message: str = ""):
        super().__init__(status, message)
        self.errno = errno.EIO


class AbsentFileError(FileError, FileNotFoundError):
    """A file that is not there."""

    def __init__(self, status: int, message: str = ""):
        super().__init__(status, message)
        self.errno = errno.ENOENT


def check(status: int, message: bytes = b"") -> None:
    """Raise what a status other than OK stands for."""
    if status == OK:
        return
    text = message.decode("utf-8", "replace")
    if status == ERROR_MEMORY:
        raise MemoryError(text or library.lmb_status_text(status).decode())
    if status in (ERROR_UNKNOWN, ERROR_MISSING):
        raise MissingError(status, text)
    if status == ERROR_FILE:
        raise (AbsentFileError if text.endswith("no such file") else FileError)(status, text)
    raise Error(status, text)


def unknown(what: str, name: object, known: Iterable[str]) -> MissingError:
    """The exception for an unknown name, with the names that come close to it."""
    close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.7)
    hint = "; did you mean " + " or ".join(close) + "?" if close else ""
    return MissingError(ERROR_UNKNOWN, f"no {what} is called {name!r}{hint}")
