"""What is wrong with a configuration, in the words of its file: key path, value, what is allowed."""

from __future__ import annotations

import difflib
import re
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails


def or_meant(near: list[str]) -> str:
    """The tail of a message that knows better: "; did you mean delay?"."""
    return f"; did you mean {' or '.join(near)}?" if near else ""


def explain(detail: ErrorDetails, data: dict[str, Any], model: type[BaseModel]) -> list[str]:
    """One pydantic error in the words of the file: key path, value, what is allowed."""
    where, value = _key_path(detail["loc"], data), detail["input"]
    hidden = where.endswith("_env") or isinstance(value, dict)  # a secret may have been put there
    match detail["type"]:
        case "missing":
            return [f"{where}: is missing{_purpose(where)}"]
        case "extra_forbidden":
            near = difflib.get_close_matches(str(detail["loc"][-1]), _allowed(detail["loc"], model), 2)
            allowed = ", ".join(_allowed(detail["loc"], model))
            return [f"{where}: unknown key{or_meant(near) or f'; allowed here: {allowed}'}"]
        case "too_short":  # also said of a list whose items failed: those speak for themselves
            return [] if value else [f"{where}: at least one is needed, got none"]
        case "value_error":
            message = str(detail["ctx"]["error"]) if "ctx" in detail else detail["msg"]
            said = message if hidden else f"{_short(value)} {message}"
            return [f"{where}: {said}"] if where else message.split("\n")
        case _:
            message = detail["msg"].removeprefix("Input ")
            shown = "" if hidden else f"{_short(value)} "
            return [f"{where}: {shown}{message[0].lower()}{message[1:]}"]


def _key_path(loc: tuple[int | str, ...], data: dict[str, Any]) -> str:
    """`segments[0].terms`, with the table's own name beside its number where it has one."""
    path, here = "", data
    for key in loc:
        here = _step(here, key)
        if isinstance(key, int):
            label = here.get("id") or here.get("name") if isinstance(here, dict) else None
            path += f"[{key}{f' {label!r}' if isinstance(label, str) else ''}]"
        else:
            path += f".{key}" if path else key
    return path


def _step(here: Any, key: int | str) -> Any:
    try:
        return here[key]
    except (KeyError, IndexError, TypeError):
        return None


def _allowed(loc: tuple[int | str, ...], root: type[BaseModel]) -> list[str]:
    """The keys the table at `loc` accepts."""
    model: Any = root
    for key in loc[:-1]:
        if isinstance(key, str) and isinstance(model, type) and issubclass(model, BaseModel):
            model = _table_in(model.model_fields[key].annotation)
    fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    return [field.alias or name for name, field in fields.items()]


def _table_in(annotation: Any) -> Any:
    """The model inside `Model`, `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for a in get_args(annotation) if (found := _table_in(a))), None)


def _purpose(where: str) -> str:
    """Why a required table is required, for the three that are."""
    return {
        "company": ": say who you are, [company] with a name",
        "segments": ": add one [[segments]] table, the space you claim",
        "competitors": ": add one [[competitors]] table, with name and site",
    }.get(where, "")


def _short(value: object) -> str:
    text = re.sub(r"//[^/@]*@", "//***@", repr(value))
    return text if len(text) <= 60 else text[:57] + "…"
