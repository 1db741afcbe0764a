"""The version of a database's tables: made new, brought up step by step, or refused where a newer bantin made them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert, inspect, select, update

from bantin.errors import UserError

Migration = Callable[[Connection], None]
_METADATA = MetaData()
VERSIONS = Table(
    "bantin_versions",
    _METADATA,
    Column("component", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)


def version_of(connection: Connection, component: str) -> int | None:
    """The version of a component's tables, None where there are none."""
    if not inspect(connection).has_table(VERSIONS.name):
        return None
    return connection.scalar(select(VERSIONS.c.version).where(VERSIONS.c.component == component))


def upgrade(connection: Connection, component: str, metadata: MetaData, migrations: Sequence[Migration]) -> None:
    """Bring the tables of a component to the version that this bantin knows; all of it or nothing.

    A new database gets the tables as `metadata` has them. An older one goes through the migrations that it lacks, in their order.

    Args:
        connection: in a transaction that writes, of which there is one at a time.
        component: such as `records`.
        metadata: its tables at the latest version.
        migrations: the first leads from version 1 to 2, and so on; once released, one is never changed.

    Raises:
        UserError: a newer bantin made the tables.
    """
    latest = 1 + len(migrations)
    found = version_of(connection, component)
    if found is None:
        _METADATA.create_all(connection)
        metadata.create_all(connection)
        connection.execute(insert(VERSIONS).values(component=component, version=latest))
        return
    if found > latest:
        raise UserError(
            f"a newer bantin made its tables (version {found} of {component}, this one knows {latest}). Upgrade bantin."
        )
    for migration in migrations[found - 1 :]:
        migration(connection)
    if found < latest:
        connection.execute(update(VERSIONS).where(VERSIONS.c.component == component).values(version=latest))
