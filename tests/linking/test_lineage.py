"""What stands above a body of the registry, and the names of bodies that no record tells of."""

from __future__ import annotations

import pytest

from bantin.linking.lineage import above, name_of


@pytest.mark.parametrize(
    ("id", "name", "place", "bodies"),
    [
        ("police/vn", "Bộ Công an", None, ()),
        ("police/vn/c03", "C03", None, ("police/vn",)),
        ("police/vn/10", "Công an tỉnh Lào Cai", "n15", ("police/vn",)),
        ("police/vn/086", "Công an huyện Bảo Thắng", "086", ("police/vn/10", "police/vn")),
        ("police/vn/10/pc08", "Phòng CSGT Công an tỉnh Lào Cai", "n15", ("police/vn/10", "police/vn")),
        ("police/vn/10/pc08", "PC08", "n15", ("police/vn/10", "police/vn")),
        ("police/vn/10/pc08/doi-1", "Đội 1 PC08", "n15", ("police/vn/10/pc08", "police/vn/10", "police/vn")),
        ("court/vn/10", "TAND tỉnh Lào Cai", "n15", ()),
        ("police/vn/none", "Công an tỉnh Không Có", None, ("police/vn",)),
        ("nothing", "Không là gì", "không", ()),
    ],
)
def test_bodies_above(id, name, place, bodies):
    assert above(id, name, place) == bodies


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("police/vn", "Bộ Công an"),
        ("police/vn/086", "Công an huyện Bảo Thắng"),
        ("government/vn/40", "UBND tỉnh Nghệ An"),
        ("police/vn/40/pc08", None),
        ("nothing", None),
    ],
)
def test_names(id, name):
    assert name_of(id) == name
