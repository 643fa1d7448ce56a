"""Log lines without values: what happened and where in the code, never what was in the row.

The message of a database error or of a failed validation quotes the row. So an exception is logged as its class and
the places it passed through; a query string is cut from every address.
"""

import copy
import logging
import re
import traceback
from types import TracebackType
from typing import Any

QUERY = re.compile(r"(?<=[\w/])\?[^\s'\"]+")
# What Celery gives its log lines about a task beside the task's name: any of it may quote a row.
OF_A_TASK = ("exc", "traceback", "args", "kwargs", "return_value")


class NoValues(logging.Formatter):
    """Formats an exception without its message, an address without its query."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy.copy(record)
        plain.args = _without_values(record.args, record.exc_info)
        plain.exc_text = None  # another formatter may have left its own, with the message
        return QUERY.sub("?...", super().format(plain))

    def formatException(self, exc_info: Any) -> str:
        return "\n".join(_lines(exc_info[1]))


def _lines(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines += [_name(error), *_places(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            lines.append("after")
    return lines


def _places(trace: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _without_values(arguments: Any, exc_info: Any) -> Any:
    if isinstance(arguments, dict):
        error = exc_info[1] if exc_info else None
        hidden = {key: "" for key in OF_A_TASK if key in arguments}
        if "exc" in hidden and error is not None:
            hidden["exc"] = _name(error)
        return {key: _plain(value) for key, value in arguments.items()} | hidden
    return tuple(_plain(value) for value in arguments) if arguments else arguments


def _plain(value: Any) -> Any:
    return _name(value) if isinstance(value, BaseException) else value
