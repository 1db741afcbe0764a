"""Empty databases to test stores on: SQLite always, PostgreSQL where BANTIN_TEST_POSTGRES names a server whose tables may be dropped."""

from __future__ import annotations

import os

import pytest

SERVER = os.environ.get("BANTIN_TEST_POSTGRES")
KINDS = ("sqlite", "postgresql")


def address_of(kind, folder):
    """An empty database."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'news.db'}"
    if not SERVER:
        pytest.skip("no PostgreSQL server is given: set BANTIN_TEST_POSTGRES=postgresql://… to a database for tests")
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return SERVER
