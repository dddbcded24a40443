"""The settings of a running application, without one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from commentbox.config import Config
from commentbox.web.settings import CONFIG_KEY

SECRET_KEY = "a secret key that only tests know, long enough"

Configure = Callable[..., Config]


@pytest.fixture
def configure(tmp_path: Path) -> Iterator[Configure]:
    """Put settings into force until the end of the test; again: others instead."""
    with ExitStack() as contexts:

        def put_into_force(**values: object) -> Config:
            values = {"secret_key": SECRET_KEY, "instance": tmp_path, **values}
            config = Config(**values)  # type: ignore[arg-type]
            app = Flask("settings")
            app.config[CONFIG_KEY] = config
            contexts.enter_context(app.app_context())
            return config

        yield put_into_force
