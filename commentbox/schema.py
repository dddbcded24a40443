"""The schema of the database: bring it up to date, and say where it stands."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("commentbox") / "migrations"))
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that are missing, in one transaction."""
    config = _alembic()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def downgrade(engine: Engine, to: str = "base") -> None:
    config = _alembic()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def check(engine: Engine) -> None:
    """Raise Alembic's ``CommandError`` where models and migrations differ."""
    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def is_current(engine: Engine) -> bool:
    """Return whether every migration of this version has run."""
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
