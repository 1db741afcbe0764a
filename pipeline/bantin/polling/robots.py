"""robots.txt (RFC 9309), read by protego and obeyed for whatever is fetched."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from protego import Protego

from bantin.polling.errors import FetchError

NAME = "bantin"  # what rules call us
BYTES = 500_000  # of a robots.txt that are read
FRESH = 86_400.0  # seconds for which one is kept
SLOWEST = 60.0  # seconds of pause that a site can ask for


class Robots:
    """The rules of each site, fetched when first needed and once a day.

    Args:
        fetch: returns the body of a robots.txt, None where there is none; raises `FetchError` where it can't be had.
        time: the time in seconds.
    """

    def __init__(self, fetch: Callable[[httpx.URL], bytes | None], time: Callable[[], float]) -> None:
        self._fetch, self._time = fetch, time
        self._sites: dict[str, tuple[float, Protego]] = {}

    def check(self, url: httpx.URL) -> float:
        """The pause in seconds that the site wants, 0 if it says nothing of one.

        Raises:
            FetchError: the site does not want `url` fetched, or its rules can't be had now, which means the same until they can.
        """
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        fetched, rules = self._sites.get(site, (-FRESH, None))
        if rules is None or self._time() - fetched >= FRESH:
            body = self._fetch(url.copy_with(raw_path=b"/robots.txt", fragment=None))
            rules = Protego.parse((body or b"").decode("utf-8", "replace"))
            self._sites[site] = self._time(), rules
        if not rules.can_fetch(str(url), NAME):
            raise FetchError("robots", f"{url.host}'s robots.txt does not allow it.")
        return min(rules.crawl_delay(NAME) or 0.0, SLOWEST)
