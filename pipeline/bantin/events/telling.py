"""What is told of a person by the words before and behind a name's mark in a frame (see `bantin.events.frames`).

To be called a suspect does harm, so it takes evidence: an authority's verb (`bắt giữ #`, `# bị khởi tố`), a noun right before the name
(`bị can #`), or a deed (`# dùng dao đâm`) whose subject is the name, which is only `suspect?`: it gives way to whatever else is told of the person.
"""

from __future__ import annotations

from functools import cache

from bantin.events.frames import ADDRESSED, BARE, LISTED, nouns
from bantin.resources import table

BEFORE, LOOSE, AFTER = 4, 7, 12  # words between a phrase and the name; with `của` at the end; behind the name
SPOKEN = 4  # words between a name and the verb of speaking
PASSIVE = 6  # words between `bị` and what was done, who did it among them
MARKS = frozenset({BARE, ADDRESSED})
BREAKS = frozenset({";", ".", ":"}) | MARKS
ACTED = frozenset({"suspect", "suspect?", "victim", "witness", "driver"})  # roles that hang on who is the subject
Forms = dict[str, list[tuple[list[str], str]]]


def _by_first(roles: dict[str, str]) -> Forms:
    """(words, role) of phrases, the longest first, by their first words."""
    found: Forms = {}
    for form in sorted(roles, key=len, reverse=True):
        found.setdefault(form.split()[0], []).append((form.split(), roles[form]))
    return found


@cache
def _phrases() -> tuple[Forms, Forms, Forms, Forms]:
    """The phrases before a name, behind it, those of harm, and what may stand behind `bị` and a doer. Phrases without a role only look like others."""
    rows = table("roles")
    verbs, neutral = rows["harm"]["verbs"], dict.fromkeys(rows["harm"]["neutral"], "")
    before = {form: role for role, forms in rows["before"].items() for form in forms}
    before |= nouns() | dict.fromkeys(verbs, "victim") | neutral
    after = {form: role for role, forms in rows["after"].items() for form in forms}
    after |= dict.fromkeys((*verbs, *rows["harm"]["deeds"]), "suspect?") | {f"bị {form}": "victim" for form in verbs}
    done = {form.removeprefix("bị "): role for form, role in after.items() if form.startswith("bị ")}
    return (
        _by_first(before),
        _by_first(after | neutral),
        _by_first(dict.fromkeys(verbs, "victim")),
        _by_first(done | neutral),
    )


@cache
def _others() -> Forms:
    return _by_first(dict.fromkeys(table("roles")["subject"]["others"], "other"))


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("roles")["subject"][key])


def _at(forms: Forms, said: list[str], k: int) -> tuple[int, str] | None:
    """(word behind it, role) of the longest phrase at word `k`."""
    return next(((k + len(f), role) for f, role in forms.get(said[k], ()) if said[k : k + len(f)] == f), None)


def _find(forms: Forms, said: list[str]) -> tuple[int, int, str] | None:
    """(first word, word behind it, role) of the first phrase in `said`."""
    if forms.keys().isdisjoint(said):  # as in most sentences
        return None
    k = 0
    while k < len(said):
        match = _at(forms, said, k)
        if match and match[1]:
            return k, *match
        k = match[0] if match else k + 1
    return None


def told(frame: list[str], at: int, head: int) -> tuple[str | None, str | None]:
    """(role told before a mark, role told behind it).

    Args:
        frame: the words. at: the mark. head: the first mark of the list that it stands in.
    """
    said, behind = before(frame, at), after(frame, at, head)
    # What befell a person outweighs the verb that names them before: `bắt cóc cháu A`, `khiến anh B tử vong`.
    return (None, behind) if behind == "victim" and said != "suspect" else (said, behind)


def before(frame: list[str], at: int) -> str | None:
    """The role told by the words before a mark."""
    forms, _, harm, _ = _phrases()
    if at and frame[at - 1] == "bị" and _find(harm, frame[at + 1 : at + 5]):
        return "suspect"
    apposed = at > 0 and frame[at - 1] == ","
    end = begin = at - apposed
    while begin and end - begin < LOOSE + 4 and frame[begin - 1] not in BREAKS and frame[begin - 1] != ",":
        begin -= 1
    if begin and frame[begin - 1] == ":" and begin == end:  # `gồm: `
        while begin and end - begin < LOOSE and frame[begin - 1] not in (";", ".", ",", BARE, ADDRESSED):
            begin -= 1
    clause, found, k = frame[begin:end], None, 0
    while match := _find(forms, clause[k:]):
        found, k = (k + match[0], k + match[1], match[2]), k + match[1]
    if found is None:
        return None
    between, role = clause[found[1] :], found[2]
    last = between[-1] if between else ""
    if role in ("speaker", "witness"):
        near = not between
    elif role in ("suspect", "victim"):
        near = _names(" ".join(clause[found[0] : found[1]]), between, role, apposed)
    elif apposed:
        near = not between
    elif role == "chair":
        near = not between or last in ("có", "là", "gồm", ":", "của", "bởi")
    else:
        near = len(between) <= (LOOSE if last == "của" else BEFORE)
    return role if near else None


def _names(phrase: str, between: list[str], role: str, apposed: bool) -> bool:
    """Whether a phrase that makes somebody a suspect or a victim speaks of the name that stands `between` words behind it."""
    if phrase in nouns():
        if between[-1:] in (["là"], ["gồm"], [":"]) and between[-3:-1] == [
            "xác",
            "định",
        ]:  # `nghi phạm ra tay được xác định là #`
            return True
        return not between if apposed else all(w in _words("links") or w.isdigit() for w in between)
    if apposed:  # `trong vụ trộm, #`
        return False
    last = between[-1] if between else ""
    if role == "victim" and last == "của":  # `cướp xe của #`, but `hành vi cướp của #`
        return 2 < len(between) + 1 <= LOOSE + 1
    if between[-2:] == ["đối", "với"]:
        between = between[:-2]
    return (
        len(between) <= BEFORE
        and (role == "victim" or not _find(_others(), between))
        and last not in ("của", "cho", "với")
    )


def _owned(frame: list[str], at: int) -> bool:
    """Whether a name only says whose relative or thing is told of (`con gái của #`, `vợ #`)."""
    return at > 0 and frame[at - 1] in _words("owned")


def _is_subject(frame: list[str], at: int) -> bool:
    """Whether a name may be the subject of more than the words right behind it: no verb of its clause has taken it (`thấy #`)."""
    begin = at
    while begin and frame[begin - 1] not in BREAKS and frame[begin - 1] != ",":
        begin -= 1
    clause = frame[begin:at]
    return LISTED.issuperset(clause) or _words("objects").isdisjoint(clause)


def after(frame: list[str], at: int, head: int) -> str | None:
    """The role told by the words behind a mark."""
    _, forms, harm, _ = _phrases()
    begin = at + 1
    while begin < len(frame) and frame[begin] == ",":
        begin += 1
    if frame[begin : begin + 1] == ["bị"] and frame[begin + 1 : begin + 2] in ([BARE], [ADDRESSED]):
        return "victim" if _find(harm, frame[begin + 2 : begin + 6]) else None
    end = begin
    while end < len(frame) and end - begin < AFTER and frame[end] not in BREAKS:
        end += 1
    said = frame[begin:end]
    if forms.keys().isdisjoint(said) and "bị" not in said:
        return None
    apposed = begin > at + 1
    k, open_, plain = 0, not _owned(frame, head), True  # the name may be the subject still; of a deed
    while k < len(said):
        word, match = said[k], _at(forms, said, k)
        if match and match[1]:
            role = match[1]
            if role == "speaker":
                return None if k > SPOKEN or "," in said[:k] else role
            if role == "suspect?" and not plain:
                return None
            return role if open_ or role not in ACTED else None
        if match:
            k = match[0]
            continue
        if word == "bị" and open_ and (what := _done(said, k)) is not None:
            return what or None
        if word in _words("ends") and said[k + 1 : k + 2] != ["bị"]:
            open_ = False
        elif word == ",":
            open_ = open_ and _is_subject(frame, head)
        elif _at(_others(), said, k) and (not k or said[k - 1] not in _words("company")):
            plain = False
            open_ = open_ and apposed and k <= 1  # `#, một thanh niên trong xóm, bị bắt`
        elif word in _words("blocks"):
            plain = False
        k += 1
    return None


def _done(said: list[str], k: int) -> str | None:
    """The role of whom something was done to, told by `bị` at word `k` and a verb behind the doer; empty where it cannot be told, None where none is."""
    doer: list[str] = []
    j = k + 1
    while j < len(said) and j - k <= PASSIVE and said[j] != ",":
        if match := _at(_phrases()[3], said, j):
            role = match[1]
            if role:  # `bị một nhóm bắt đi` is no arrest
                return "" if role == "suspect" and _find(_others(), doer) else role
            return None
        doer.append(said[j])
        j += 1
    return None
