"""Progress of a read, fit or forecast, Ctrl-C, and exceptions of the caller's callback."""

import sys
import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional, Union

from ._library import PROGRESS

Progress = Callable[[int, int], Any]


class Watch:
    """The library's progress callback. It is always there, because Python looks for Ctrl-C only
    when it runs. An exception of any kind stops the read and is raised when that has ended."""

    def __init__(self, report: Optional[Progress]):
        self._report = report
        self._raised: Optional[BaseException] = None
        self.callback = PROGRESS(self._call)

    def _call(self, user: Any, done: int, total: int) -> int:
        if self._raised is None and self._report:
            try:
                self._report(done, total)
            except BaseException as error:
                self._raised = error
        return 0 if self._raised is None else 1

    @contextmanager
    def __call__(self) -> Iterator[Any]:
        """Gives the callback, and raises at the end what was raised within it."""
        self._raised = None
        with self._entry_watched():
            yield self.callback
        if self._raised is not None:
            raise self._raised

    @contextmanager
    def _entry_watched(self) -> Iterator[None]:
        """Python looks for Ctrl-C on entry to _call(), before that can catch it; ctypes hands
        such an exception to the hook for those that cannot be raised. Only the main thread sees
        Ctrl-C."""
        outer = sys.unraisablehook

        def hook(unraisable: Any) -> None:
            if unraisable.object == self._call:
                self._raised = unraisable.exc_value
            else:
                outer(unraisable)

        if threading.current_thread() is threading.main_thread():
            sys.unraisablehook = hook
        try:
            yield
        finally:
            if sys.unraisablehook is hook:
                sys.unraisablehook = outer


def _bar() -> Optional[Progress]:
    """A bar of tqdm where tqdm is installed."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    bar = tqdm(unit="B", unit_scale=True, delay=0.5)

    def update(done: int, total: int) -> None:
        bar.total = total or None
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return update


def watch(progress: Union[Progress, bool, None]) -> Watch:
    """A watch over one read or fit. progress: a callable (done, total), True for a bar, or nothing."""
    return Watch(progress if callable(progress) else _bar() if progress else None)
