"""An explanation on a terminal in colour, or as plain lines on a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bantin.explain.reading import Reading, marked
from bantin.resources import label_colours

BESIDE = ("header", "section", "dateline", "caption", "byline")  # zones around the story, shown dimmed
ROWS = 3  # rows of tables named for one mention
NAMES = {"refused": "Proposed by rules, refused by the model", "text": "Text"}
# Characters that a terminal would obey are shown as blanks of their own width.
CONTROLS = str.maketrans({c: "\ufffd" for c in [*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F)] if c != 10})

Lines = Iterable[tuple[str, str | Text]]


@cache
def styles() -> dict[str, Style]:
    """Style of each label: its background colour, and black or white on it, whichever reads better."""
    return {label: Style(color=colour.ink, bgcolor=colour.background) for label, colour in label_colours().items()}


class Show:
    """Prints an explanation.

    Args:
        reading: the article it is of.
        console: where it goes; with fewer than 256 colours, spans stand in brackets behind their labels.
    """

    def __init__(self, reading: Reading, console: Console) -> None:
        self.record, self.console = reading.record, console
        self.raw = reading.article.text
        # Sixteen colours hold no seven that everybody tells apart.
        self.plain = console.color_system not in ("256", "truecolor") or console.no_color
        self.units = {unit["id"]: unit["name"] for unit in self.record["units"]}
        self.people = {person["id"]: person["name"] for person in self.record["people"]}
        self.mentions = {entity["id"]: entity["text"] for entity in self.record["entities"]}

    def __call__(self, explained: dict[str, Any]) -> None:
        """Print every section of `explained`; empty ones say so."""
        for n, (name, found) in enumerate(explained.items()):
            title = NAMES.get(name, name.capitalize())
            self.console.print(Text(f"{chr(10) if n else ''}{title}", style="bold"))
            if found:
                getattr(self, f"_{name}")(found)
            else:
                self.console.print(Text("  none", style="dim"))

    def _grid(self, lines: Lines) -> None:
        """Two columns, the first as wide as its widest, long lines wrapped beside it."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in lines:
            table.add_row(f"  {name}", value if isinstance(value, Text) else Text(clean(value)))
        self.console.print(table)

    def _item(self, heading: str, lines: Lines) -> None:
        self.console.print(Text(clean(heading)))
        self._grid((f"  {name}", value) for name, value in lines)

    def _table(self, *columns: str) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold", justify="right" if column == "score" else "left")
        return table

    def _label(self, label: str, text: str | None = None) -> Text:
        return Text(clean(text or label), "" if self.plain else styles().get(label, Style(reverse=True)))

    def _span(self, start: int, end: int) -> Text:
        """A stretch of the text with its entities coloured, or in brackets."""
        if self.plain:
            return Text(clean(marked(self.raw, start, end, self.record["entities"])))
        text = Text(clean(self.raw[start:end]))
        for e in self.record["entities"]:
            if e["start"] < end and start < e["end"]:
                style = styles().get(e["label"], Style(reverse=True))
                text.stylize(style, max(0, e["start"] - start), min(end, e["end"]) - start)
        return text

    def _said(self, mention: str | None) -> str:
        return f"{mention} “{self.mentions[mention]}”" if mention in self.mentions else "?"

    def _of(self, unit: str | None) -> str:
        return f"{unit} {self.units[unit]}" if unit in self.units else "no unit"

    def _header(self, rows: dict[str, Any]) -> None:
        self._grid((name, f"{row['value'] or '–'}  ({row['from']})") for name, row in rows.items())

    def _text(self, text: dict[str, Any]) -> None:
        def line(zone: dict[str, Any]) -> tuple[str, Text]:
            found = self._span(zone["start"], zone["end"])
            found.style = "dim" if zone["kind"] in BESIDE else "bold" if zone["kind"] == "title" else ""
            return zone["kind"] + (" again" if zone.get("duplicate") else ""), found

        self._grid(map(line, text["zones"]))
        if not self.plain:
            labels = sorted({e["label"] for e in self.record["entities"]})
            self.console.print(Text(" ").join([Text(" "), *(self._label(label, f" {label} ") for label in labels)]))

    def _entities(self, entities: list[dict[str, Any]]) -> None:
        table = self._table("", "text", "label", "norm", "score", "by", "rules", "rows")
        for e in entities:
            rules = "; ".join(self._proposed(rule, e) for rule in e["rules"]) or "nothing"
            table.add_row(
                f"  {e['id']}",
                clean(e["text"]),
                self._label(e["label"]),
                clean(e["norm"] or "–"),
                f"{e['score']:.3f}",
                e["by"],
                clean(rules),
                first_rows(e["rows"]),
            )
        self.console.print(table, markup=False)

    @staticmethod
    def _proposed(rule: dict[str, Any], entity: dict[str, Any]) -> str:
        """What a rule proposes for a mention; where it is another span, with the rows that led it there."""
        if entity["agree"]:
            return f"{rule['by']}: the same"
        rows = [row for row in rule["rows"] if row not in entity["rows"]]
        return f"{rule['by']}: {rule['label']} “{rule['text']}”{f' ({first_rows(rows)})' if rows else ''}"

    def _refused(self, spans: list[dict[str, Any]]) -> None:
        table = self._table("  text", "label", "by", "rows")
        for s in spans:
            table.add_row(f"  {clean(s['text'])}", self._label(s["label"]), s["by"], first_rows(s["rows"]))
        self.console.print(table, markup=False)

    def _people(self, people: list[dict[str, Any]]) -> None:
        for person in people:
            lines: list[tuple[str, str | Text]] = []
            for step in person["joined"]:
                words = [gap for gap in step["between"] if gap.strip()]
                text = self._span(step["start"], step["end"])
                text.append("  (joined by " if words else "  (side by side")
                text.append(", ".join(f"“{clean(word.strip())}”" for word in words))
                if step["what"] == "post" and step["unit_from"]:
                    text.append(f"; its unit {self._of(step['unit'])} from {self._said(step['unit_from'])}")
                text.append(")")
                what = person["rank"]["code"] or person["rank"]["text"] if step["what"] == "rank" else ""
                lines.append((f"{step['what']} {what}".strip(), text))
                if step["what"] == "rank" and step["row"]:
                    lines.append(("", step["row"]))
            lines.append(("mentions", ", ".join(map(self._said, person["mentions"]))))
            posts = person["posts"] or [person]
            held = "; ".join(
                f"{'former ' * post['former']}{post['position'] or 'a member'}, {self._of(post['unit'])}"
                for post in posts
                if post["position"] or post["unit"]
            )
            rank = person["rank"]["text"] if person["rank"] else "no rank"
            self._item(f"  {person['id']} {person['name']}: {rank}; {held or 'no post'}", lines)

    def _units(self, units: list[dict[str, Any]]) -> None:
        for unit in units:
            lines: list[tuple[str, str | Text]] = []
            if place := unit["place"]:
                row = unit["rows"].get("place")
                source = f", read in {self._said(unit['place_from'])}" if unit["place_from"] else ""
                province = f", province {place['province']}" if place["province"] else ""
                lines.append(("place", f"{place['name']}{province} ({row or 'in no table'}){source}"))
            if unit["candidates"]:
                shown = "; ".join(f"{c['name']}, {c['province']} ({c['row']})" for c in unit["candidates"])
                lines.append(("candidates", f"the article does not tell which: {shown}"))
            if unit["parent"]:
                lines.append(("parent", self._of(unit["parent"])))
            if unit["valid"]:
                lines.append(("valid", f"{unit['valid']['start'] or '…'} to {unit['valid']['end'] or '…'}"))
            if unit["successor"]:
                lines.append(("successor", f"{unit['successor']} ({unit['rows'].get('successor', 'in no table')})"))
            groups: dict[str, list[str]] = {}
            for m in unit["named"]:
                groups.setdefault(f"“{m['text']}” {self._how(m)}", []).append(m["entity"])
            lines += [(" ".join(ids), how) for how, ids in groups.items()]
            self._item(f"  {unit['id']} {unit['name']}: {unit['kind']}, {unit['level'] or 'no level'}", lines)

    def _how(self, named: dict[str, Any]) -> str:
        source = named["added_from"]
        match named["how"]:
            case "filled":
                where = self._said(source) if source else "the one province that the article names"
                return f"filled in with “{named['added']}” from {where}"
            case "parent":
                return f"with the unit behind it, {self._of(source)}"
            case "spelling":
                return "a short form or another spelling of the name"
        return "as written"

    def _dates(self, dates: list[dict[str, Any]]) -> None:
        table = self._table("", "text", "value", "part", "counted from")
        for d in dates:
            anchor = {
                None: "nothing: the article does not tell it",
                "written": "nothing: the expression says it all",
                "published": f"the day of publication, {d['anchor_value']}",
                "several": "the dates beside it",
            }.get(d["anchor"]) or f"{self._said(d['anchor'])}, {d['anchor_value']}"
            row = [f"  {d['entity']}", d["text"], d["value"] or "–", d["part"] or "–", anchor]
            table.add_row(*map(clean, row))
        self.console.print(table, markup=False)

    def _events(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            lines: list[tuple[str, str | Text]] = []
            cue, chance = event["cue"], event["probability"]
            if chance:
                sure = f"; a sure cue gives at least {chance['sure_cue']}" if chance["sure_cue"] else ""
                lines.append(("model", f"type {chance['type']:.3f}, primary {chance['primary']:.3f}{sure}"))
            if cue:
                more = f"; other cues of the type: {cue['others']}" if cue["others"] else ""
                sure = ", a sure one" if cue["sure"] else ""
                lines.append(("cue", f"“{cue['text']}” in the {cue['zone']}{sure} ({cue['row']}){more}"))
            else:
                lines.append(("cue", "none in the text: the words as a whole"))
            lines += [(f"{feature['adds']:+.2f}", feature["name"]) for feature in event["features"]]
            values = {
                "date": event["date"] and f"{event['date']['start']} {event['date']['part'] or ''}".strip(),
                "place": event["place"] and event["place"]["name"],
                "organizer": event["organizer"] and self._of(event["organizer"]),
            }
            for name, value in values.items():
                if value:
                    source = f" from {self._said(event['from'][name])}" if name in event["from"] else ""
                    lines.append((name, f"{value}{source}: {event['why'][name]}"))
            for who in event["participants"]:
                name = self.people.get(who.get("person", "")) or self.units.get(who.get("unit", "")) or "?"
                lines.append((who["role"], f"{who.get('person') or who.get('unit')} {name}"))
            lines += [("quantity", q["text"]) for q in event["quantities"]]
            kind = f"{event['type']}{', primary' * event['primary']}, {event['status']}"
            self._item(f"  {event['id']} {kind}, score {event['score']:.3f}", lines)

    def _documents(self, documents: list[dict[str, Any]]) -> None:
        for d in documents:
            lines = [("kind", f"{d['kind'] or 'unknown'} ({d['row'] or 'in no table'})")]
            for name in ("date", "issuer"):
                if d[name]:
                    lines.append((name, f"{d[name]} from {self._said(d[f'{name}_from'])}"))
            self._item(f"  {d['id']} {d['name']}", lines)

    def _quantities(self, quantities: list[dict[str, Any]]) -> None:
        for q in quantities:
            self.console.print(Text(clean(f"  “{q['text']}”: {_amount(q)} ({q['row']})")))

    def _abbreviations(self, rows: list[dict[str, Any]]) -> None:
        self._grid((row["short"], f"{row['long']}  ({row['from']})") for row in rows)


def _amount(quantity: dict[str, Any]) -> str:
    """The value in its unit, or of what is counted: `200,000,000 VND`, `12 vụ`, `15 of 18 xã`."""
    value = quantity["value"]
    written = f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    whole = f" of {quantity['of']:g}" if quantity["of"] is not None else ""
    return f"{written}{whole} {quantity['unit'] or quantity['unit_text']}"


def clean(text: str) -> str:
    """`text` as a terminal may be given it: one line of it, no character that it would obey, the same length."""
    return text.translate(CONTROLS).replace("\n", " ")


def first_rows(rows: list[str]) -> str:
    """The first few rows, and how many there are besides."""
    more = f" and {len(rows) - ROWS} more" if len(rows) > ROWS else ""
    return ", ".join(rows[:ROWS]) + more
