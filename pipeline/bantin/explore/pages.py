"""The explorer's pages, which work without a script; it only joins chips and mentions."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from bantin.explore import bodies, reading
from bantin.explore.asked import LONGEST, Asked
from bantin.explore.guard import COOKIE, OPEN
from bantin.explore.people import bearers
from bantin.explore.site import Site

Html = Response[str]
Name = Annotated[str, QueryParameter(min_length=1, max_length=LONGEST, pattern=r"[^\s*]")]
CANDIDATES = 8  # bodies that a search by name lists
INT = 2**31 - 1  # largest key of an article


@get("/", media_type=MediaType.HTML, sync_to_thread=True)
def search(
    site: NamedDependency[Site], asked: NamedDependency[Asked], page: Annotated[int, QueryParameter(ge=1, le=INT)] = 1
) -> Html:
    """Articles that hold what is asked for, the latest first."""
    if page > site.limits["pages"]:
        raise NotFoundException(f"Chỉ xem được {site.limits['pages']} trang đầu. Hãy thu hẹp câu hỏi.")
    with site.reading() as connection:
        found = reading.search(connection, asked.articles(site.store.dialect), page, asked.q, site.limits)
        named = bodies.named_bodies(connection, asked.unit, CANDIDATES) if asked.unit else []
        above = {body.ident: bodies.chain(connection, body.ident) for body in named}
    size = site.limits["page"]
    return site.page(
        "search.html",
        asked=asked,
        found=found,
        named=named,
        above=above,
        page=page,
        pages=-(-found.total // size),
        first=(page - 1) * size + 1,
    )


@get("/articles/{key:int}", media_type=MediaType.HTML, sync_to_thread=True)
def article(site: NamedDependency[Site], key: Annotated[int, PathParameter(ge=0, le=INT)]) -> Html:
    """One article: text with spans, people, units, events."""
    with site.reading() as connection:
        found = reading.article(connection, key)
    if found is None:
        raise NotFoundException("Không có bài này.")
    return site.page("reading.html", found=found)


@get("/person", media_type=MediaType.HTML, sync_to_thread=True)
def person(site: NamedDependency[Site], name: Name) -> Html:
    """Who bears a name: ranks and posts in time, and how sure it is that they are one person."""
    with site.reading() as connection:
        found = bearers(connection, name, site.limits["person_articles"])
    if found is None:
        raise NotFoundException("Không có bài nào nhắc đến người này.")
    return site.page("person.html", found=found)


@get("/unit", media_type=MediaType.HTML, sync_to_thread=True)
def unit(site: NamedDependency[Site], id: Name) -> Html:
    """A body by its id in the registry, or by name: what stands around it, its events, who holds posts there."""
    with site.reading() as connection:
        found = bodies.unit(connection, id, site.limits["rows"])
    if found is None:
        raise NotFoundException("Không có bài nào nhắc đến đơn vị này.")
    return site.page("unit.html", found=found)


@get("/overview", media_type=MediaType.HTML, sync_to_thread=True)
def overview(site: NamedDependency[Site]) -> Html:
    """Event types over time, units with the most events, people named most often."""
    return site.page("overview.html", counts=site.overview())


@get("/style.css", media_type="text/css", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def style(site: NamedDependency[Site]) -> Response[str]:
    """The style of all pages."""
    return Response(site.style, headers={"cache-control": "max-age=300"})


@get("/script.js", media_type="text/javascript", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def script(site: NamedDependency[Site]) -> Response[str]:
    """The script of all pages."""
    return Response(site.script, headers={"cache-control": "max-age=300"})


@get("/login", media_type=MediaType.HTML, opt=OPEN, include_in_schema=False, sync_to_thread=False)
def login(site: NamedDependency[Site]) -> Html:
    """The form that asks for the token."""
    return site.page("login.html", wrong=False)


@post("/login", media_type=MediaType.HTML, opt=OPEN, include_in_schema=False, sync_to_thread=False)
def enter(
    request: Request[Any, Any, Any],
    site: NamedDependency[Site],
    data: URLEncodedBody[dict[str, str]],
) -> Html | Redirect:
    """Check the token, and leave a cookie."""
    if site.token is None:
        return Redirect("/", status_code=303)
    if not site.token.is_right(data.get("token", "").strip()):
        return site.page("login.html", status=401, wrong=True)
    cookie = Cookie(
        COOKIE,
        value=site.token.cookie(),
        max_age=site.token.seconds,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return Redirect("/", status_code=303, cookies=[cookie])


@post("/logout", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def leave() -> Redirect:
    """Take the cookie back."""
    return Redirect("/login", status_code=303, cookies=[Cookie(COOKIE, max_age=0, httponly=True, samesite="strict")])


HANDLERS = (search, article, person, unit, overview, style, script, login, enter, leave)
