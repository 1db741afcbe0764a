"""bantin reads Vietnamese police and local-government news and gives one record an article.

>>> import bantin
>>> record = bantin.extract("Sáng 5/3/2024, Thiếu tá Trần Văn Nam, Phó trưởng Công an huyện Yên Thành, chủ trì hội nghị.")
>>> record.people[0].name
'Trần Văn Nam'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bantin.version import __version__

if TYPE_CHECKING:
    from bantin.pipeline import extract, load, stream

__all__ = ["__version__", "extract", "load", "stream"]


def __getattr__(name: str) -> Any:
    """Load the pipeline only when it is asked for, so that `bantin --help` answers at once."""
    if name in ("load", "extract", "stream"):
        from bantin import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'bantin' has no attribute {name!r}")
