"""Stores to test, in each kind of database."""

from __future__ import annotations

import pytest

from bantin.pipeline import Extractor
from bantin.sinks.store import Store
from bantin.sources.article import Article
from databases import KINDS, address_of

TEXTS = {
    "a": (
        "2026-01-05",
        "Sáng 4/1/2026, tại hội nghị của Công an tỉnh Lào Cai, Thượng tá Hoàng Văn Lực, Phó trưởng phòng, chủ trì.",
    ),
    "b": (
        "2026-01-09T08:00:00+07:00",
        "Ngày 8/1, Công an tỉnh Lào Cai bắt khẩn cấp Trần Văn Hoà về hành vi trộm cắp xe máy. Anh Hoàng Văn Lực trình báo vụ việc.",
    ),
    "c": (None, "Ngày 30/6, UBND xã Bát Xát tổ chức hội nghị."),
    "đ": ("2026-01-05", "Đại úy Ân Thị Ái, Công an huyện Bảo Thắng, cho biết xe khách bị cháy."),
    "Z": ("2026-01-05", "Nul \0 ở giữa: Công an tỉnh Lào Cai bắt khẩn cấp đối tượng trộm cắp xe đạp ngày 3/1/2026."),
}


@pytest.fixture(scope="session")
def records(untrained):
    """Records of some texts written for this, by id."""
    extractor = Extractor(untrained)
    made = [Article(id=id, text=text, title=text[:20], published=day) for id, (day, text) in TEXTS.items()]
    return {record.id: record for record in extractor.stream(made)}


@pytest.fixture(scope="session")
def texts():
    """The raw texts of `records`, by id."""
    return {id: text for id, (_, text) in TEXTS.items()}


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """The address of an empty database, of each kind."""
    return address_of(request.param, tmp_path)


@pytest.fixture
def store(address):
    """An empty store, of each kind."""
    store = Store(address)
    yield store
    store.close()


@pytest.fixture
def filled(store, records):
    """A store of all the records with their texts."""
    with store.writing() as connection:
        for record in records.values():
            store.put(connection, record, TEXTS[record.id][1])
    return store


@pytest.fixture
def both(tmp_path, records):
    """The same records in SQLite and in PostgreSQL, kept there in different orders."""
    stores = [Store(address_of(kind, tmp_path)) for kind in KINDS]
    for store, order in zip(stores, (records, reversed(records)), strict=True):
        with store.writing() as connection:
            for id in order:
                store.put(connection, records[id], TEXTS[id][1])
    yield stores
    for store in stores:
        store.close()
