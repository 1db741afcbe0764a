"""spaCy's `.spacy`: a `DocBin` whose documents have `ents`, ready for `spacy train`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import DocBin
from spacy.vocab import Vocab

from bantin.annotation.annotated import Annotated, Lost
from bantin.annotation.formats.jsonl import rest
from bantin.annotation.formats.tokens import document, token_spans
from bantin.errors import UserError

KEY = "bantin"  # of the document's user data, where the id, event types and people stand, as JSON
WRONG = (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error)


def read(path: Path, lost: Lost) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents, with their `ents` or, where they have none, their span group `sc`.

    Raises:
        UserError: the file is no `DocBin`.
    """
    try:
        docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    except WRONG as error:
        raise UserError(f"{path}: can't be read as spaCy's .spacy ({str(error)[:100]}).") from None
    for number, doc in enumerate(docs, 1):
        own = json.loads(doc.user_data.get(KEY, "{}"))
        group = doc.spans.get("sc", ())
        spans = [(span.start_char, span.end_char, span.label_) for span in doc.ents or group]
        row = {"id": f"{path.stem}-{number}", "text": doc.text, "spans": spans, **own}
        if own.get("spans", True) is None:  # types alone were annotated
            del row["spans"]
        yield f"{path}, document {number}", row


def write(articles: Iterable[Annotated], path: Path, lost: Lost) -> None:
    """Tokens are the pipeline's own; what the format has no place for goes into the user data."""
    store = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SENT_START"], store_user_data=True)
    for article in articles:
        doc = document(article.text)
        if article.marked:
            doc.set_ents(token_spans(article, doc, lost))
        own = {"id": article.id, **({} if article.marked else {"spans": None}), **rest(article)}
        doc.user_data = {KEY: json.dumps(own, ensure_ascii=False)}
        store.add(doc)
    try:
        store.to_disk(path)
    except OSError as error:
        raise UserError(
            f"{path}: can't be written ({error.strerror}). Make its folder first, or choose another."
        ) from None
