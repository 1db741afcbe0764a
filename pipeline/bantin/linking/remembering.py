"""How many results of a function of a name, a form or a day are kept: news say the same things again, most of all on the same days."""

from __future__ import annotations

from functools import lru_cache

# A result takes about 300 bytes with its key. Four times as many are found a little oftener, but a worker's memory then grows
# through its first 50,000 articles.
remembered = lru_cache(1 << 12)
