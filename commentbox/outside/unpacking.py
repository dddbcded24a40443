"""Unpack what comes compressed, without becoming a victim of how far it swells."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from commentbox.domain.messages import N_
from commentbox.outside.refusals import Refused

#: Texts swell tenfold, tables of addresses thirtyfold; a bomb a thousandfold.
MOST_SWELLING: Final = 100
#: Below this much, the factor says nothing.
FREE: Final = 256 * 1024
STEP: Final = 64 * 1024
#: gzip or zlib, whichever it is.
EITHER: Final = zlib.MAX_WBITS | 32


def bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Pass on what comes. Raises ``Refused`` beyond ``most`` bytes."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise Refused(N_("it is larger than %(most)s bytes"), most=most)
        yield chunk


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip or deflate in small steps. Raises ``Refused`` for what is neither."""
    unpack = zlib.decompressobj(EITHER)
    taken = given = 0
    try:
        for chunk in chunks:
            taken += len(chunk)
            rest = chunk
            while rest and not unpack.eof:
                piece = unpack.decompress(rest, STEP)
                rest = unpack.unconsumed_tail
                given += len(piece)
                if given > FREE + taken * MOST_SWELLING:
                    raise Refused(N_("it swells too far when it is unpacked"))
                yield piece
    except zlib.error:
        raise Refused(N_("it cannot be unpacked")) from None
    if not unpack.eof:
        raise Refused(N_("it ends too early"))
