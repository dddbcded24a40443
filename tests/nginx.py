"""nginx with the file that is shipped, as an ordinary user, in a folder of a test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "deploy" / "nginx" / "commentbox.conf"
#: Debian puts it where only root looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
ENDS_WITHIN_S = 20

MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/commentbox.conf;
}}
"""


def put_in(text: str, values: Mapping[str, str]) -> str:
    """Replace what is there, and nothing that is not."""
    for old, new in values.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def running(folder: Path, conf: str) -> Iterator[None]:
    """Run nginx, which must be installed, with this in place of the shipped file."""
    assert NGINX is not None
    (folder / "commentbox.conf").write_text(conf, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
    words = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*words, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=ENDS_WITHIN_S)
