"""The rows of a query as a pandas.DataFrame. pandas is imported when it is first needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from .errors import invalid

Call = Callable[[str, Mapping[str, object]], dict[str, Any]]


def frame_of(call: Call, name: str, given: Mapping[str, object], rows: str) -> Any:
    pandas = _pandas()
    return pandas.json_normalize(_all_rows(call, name, given, rows))


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError as error:
        raise ImportError(
            "Store.frame() needs pandas: install it beside brygga (pip install pandas, or Debian's "
            "python3-pandas)"
        ) from error


def _all_rows(call: Call, name: str, given: Mapping[str, object], rows: str) -> list[Any]:
    answer = call(name, given)
    found = _rows_in(answer, rows)
    is_paged = {"total", "offset"} <= set(answer) and not {"limit", "offset"} & set(given)
    while is_paged and len(found) < answer["total"]:
        answer = call(name, {**given, "offset": len(found)})
        more = _rows_in(answer, rows)
        if not more:  # somebody took rows away meanwhile
            break
        found += more
    return found


def _rows_in(answer: Mapping[str, Any], rows: str) -> list[Any]:
    found = answer.get(rows)
    if not isinstance(found, list):
        lists = ", ".join(sorted(key for key, one in answer.items() if isinstance(one, list)))
        raise invalid(
            "no_such_list",
            "rows",
            f'The answer has no list "{rows}"; it has: {lists or "none"}.',
            f'Svaret har ingen lista "{rows}"; det har: {lists or "ingen"}.',
        )
    return found
