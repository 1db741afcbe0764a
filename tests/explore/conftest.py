"""An explorer of a few articles written for this, in each kind of database."""

from __future__ import annotations

import pytest

from bantin.sinks.store import Store
from bantin.sources.article import Article
from databases import KINDS, address_of
from page_samples import EVIL, HOST, record

TEXTS = {
    "cũ": (
        "2024-05-06",
        "Hội nghị ở Bảo Thắng",
        "Sáng 5/5/2024, Công an huyện Bảo Thắng, tỉnh Lào Cai tổ chức hội nghị sơ kết phong trào. "
        "Thượng tá Hoàng Văn Lực, Trưởng Công an huyện Bảo Thắng, chủ trì hội nghị.",
    ),
    "mới": (
        "2026-01-05",
        "Hội nghị tổng kết năm",
        "Sáng 4/1/2026, Công an tỉnh Lào Cai tổ chức hội nghị tổng kết. "
        "Đại tá Hoàng Văn Lực, Phó giám đốc Công an tỉnh Lào Cai, phát biểu tại hội nghị.",
    ),
    "bắt": (
        "2026-01-09",
        "Bắt nghi phạm trộm xe",
        "Ngày 8/1/2026, Phòng Cảnh sát giao thông Công an tỉnh Lào Cai bắt khẩn cấp Trần Văn Hoà về hành vi trộm cắp xe máy.",
    ),
    "khác": (
        "2026-01-07",
        "Trồng rừng ở Đất Mũi",
        "Chiều 6/1/2026, ông Hoàng Văn Lực, Chủ tịch UBND xã Đất Mũi, tỉnh Cà Mau, dự lễ ra quân trồng rừng.",
    ),
    "xã": ("2026-02-01", "Tặng quà", "Công an xã Bảo Thắng, tỉnh Lào Cai tặng quà bà con trong xã."),
}
EVIL_TEXT = f"{EVIL}\n\n{'dài' * 4000} {EVIL} Tân Lạc {EVIL}"


def evil():
    """A record of texts that try to break out."""
    return record(EVIL_TEXT, EVIL, "Tân Lạc", id="evil", title=EVIL, url="javascript:alert(1)", zones=[], byline=EVIL)


@pytest.fixture(scope="session")
def records(extractor):
    """Records of `TEXTS`, by id."""
    made = [Article(id=id, text=text, title=title, published=day) for id, (day, title, text) in TEXTS.items()]
    return {found.id: found for found in extractor.stream(made)}


def fill(address, records):
    """Keep the records, with their texts, and one of many ordinary articles that fill pages."""
    store = Store(address)
    with store.writing() as connection:
        for found in records.values():
            store.put(connection, found, TEXTS[found.id][2])
        store.put(connection, evil(), EVIL_TEXT)
        for number in range(30):
            text = "Công an huyện Tân Lạc họp cùng Trần Văn Nam."
            store.put(
                connection, record(text, id=f"n{number:02}", title=f"Bài số {number}", published="2021-03-05"), text
            )
    store.close()
    return address


@pytest.fixture(scope="module", params=KINDS)
def address(request, tmp_path_factory, records):
    """The address of a filled store, of each kind."""
    return fill(address_of(request.param, tmp_path_factory.mktemp("store")), records)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory, records):
    """The address of a filled store in SQLite."""
    return fill(address_of("sqlite", tmp_path_factory.mktemp("store")), records)


@pytest.fixture
def explorer():
    """Makes a client of the explorer of a store, which asks as a browser does."""
    from litestar.testing import TestClient

    from bantin.explore.app import application

    clients = []

    def explorer(address, *, hosts=(f"{HOST}.local",), **options):
        store = Store(address, create=False, seconds=20)
        client = TestClient(application(store, list(hosts), **options), base_url=f"http://{HOST}.local")
        client.headers["accept"] = "text/html"
        clients.append(client)
        return client.__enter__()

    yield explorer
    for client in clients:
        client.__exit__(None, None, None)
