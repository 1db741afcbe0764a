"""What a search asks for: the parameters of an address, checked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar.exceptions import ValidationException
from litestar.params import QueryParameter
from sqlalchemy import Select

from bantin.sinks.queries import REGISTRY, found_articles
from bantin.sinks.search import WORD
from bantin.sinks.tables import name_key

LONGEST = 300  # characters of a parameter
DAY = r"^(\d{4}-\d{2}-\d{2})?$"


def _written(description: str) -> Any:
    return QueryParameter(max_length=LONGEST, description=description)


class Asked(msgspec.Struct, frozen=True):
    """What is asked for; empty where it does not matter."""

    q: str = ""
    type: str = ""
    unit: str = ""
    below: bool = False
    person: str = ""
    province: str = ""
    since: str = ""
    until: str = ""

    @property
    def whole_unit(self) -> str | None:
        """The unit as `queries.body` takes it; with those below it where they are wanted."""
        return (f"{self.unit}*" if self.below and REGISTRY.fullmatch(self.unit) else self.unit) or None

    def others(self) -> dict[str, Any]:
        """All but words, as the queries' arguments."""
        return {
            "type": self.type or None,
            "unit": self.whole_unit,
            "person": self.person or None,
            "province": self.province or None,
            "since": self.since or None,
            "until": self.until or None,
        }

    def articles(self, dialect: str) -> Select[Any]:
        """The statement of the articles."""
        return found_articles(self.q or None, dialect, **self.others())

    def parameters(self) -> dict[str, str]:
        """As an address has them."""
        shown = {"since": "from", "until": "to"}
        values = msgspec.structs.asdict(self) | {"below": "1" if self.below else ""}
        return {shown.get(name, name): value for name, value in values.items() if value}


def asked(
    q: Annotated[str, _written('Words that must all be there; a "phrase" in double quotes.')] = "",
    type: Annotated[str, _written("Of an event, such as crime.")] = "",
    unit: Annotated[str, _written("Name of a body, with * how it begins, or its id in the registry.")] = "",
    below: Annotated[str, QueryParameter(pattern="^1?$", description="1: the bodies below that id as well.")] = "",
    person: Annotated[str, _written("A name, with * how it begins.")] = "",
    province: Annotated[str, _written("Such as Lào Cai.")] = "",
    since: Annotated[str, QueryParameter(name="from", pattern=DAY, description="First day, such as 2026-01-31.")] = "",
    until: Annotated[str, QueryParameter(name="to", pattern=DAY, description="Last day.")] = "",
) -> Asked:
    """The parameters of a request.

    Raises:
        ValidationException: one is empty but for marks, or a day is none.
    """
    q, type, unit, person, province = (part.replace("\0", "").strip() for part in (q, type, unit, person, province))
    if q and not WORD.search(q):
        raise ValidationException("Từ khóa không có chữ nào để tìm.")
    for name in (unit, person):
        if name and not name_key(name.removesuffix("*")):
            raise ValidationException("Hãy ghi tên đơn vị hoặc tên người.")
    for day in filter(None, (since, until)):
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            raise ValidationException(f"{day} không phải là một ngày.") from None
    return Asked(q, type, unit, bool(below), person, province, since, until)
