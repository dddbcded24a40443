"""The schema of the database: bring it up to date, and say where it stands."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

#: Alembic takes longer to load than all else that a start needs of it.
REVISION = re.compile(r"^(down_)?revision = ['\"](\w+)['\"]", re.MULTILINE)


def _alembic() -> AlembicConfig:
    from alembic.config import Config  # noqa: PLC0415 - see above

    # Its own default is what was standard output when it was loaded.
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(files("commentbox") / "migrations"))
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(engine: Engine, to: str = "base") -> None:
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def check(engine: Engine) -> None:
    """Raise Alembic's ``CommandError`` where models and migrations differ."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def is_current(engine: Engine) -> bool:
    """Return whether every migration of this version has run."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        query = text("SELECT version_num FROM alembic_version")
        return set(connection.scalars(query)) == heads()


@cache
def heads() -> set[str]:
    """Return the migrations after which none comes, as their files say it."""
    return known() - {name for down, name in _said() if down}


def known() -> set[str]:
    """Return all migrations that there are."""
    return {name for down, name in _said() if not down}


def _said() -> list[tuple[str, str]]:
    versions = files("commentbox") / "migrations" / "versions"
    sources = [each.read_text("utf-8") for each in versions.iterdir() if each.is_file()]
    return [match for source in sources for match in REVISION.findall(source)]
