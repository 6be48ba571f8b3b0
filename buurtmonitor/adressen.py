"""One Redis address, written the way each of its readers wants it. Standard library only."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

WACHTRIJ_DB = 0
CACHE_DB = 1


def redis_with_db(url: str, db: int) -> str:
    """The same server, another numbered database."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(db)}
        return urlunsplit(parts._replace(query=urlencode(query)))
    return urlunsplit(parts._replace(path=f"/{db}"))


def broker_url(url: str) -> str:
    """The queue's address as kombu reads it: a unix socket is written `redis+socket://`."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return redis_with_db(url, WACHTRIJ_DB)
    query = dict(parse_qsl(parts.query))
    password = quote(unquote(parts.password or query.get("password", "")), safe="")
    login = f":{password}@" if password else ""
    return f"redis+socket://{login}{parts.path}?virtual_host={WACHTRIJ_DB}"
