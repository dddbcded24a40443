"""Letters of other scripts that pass for Latin, and digits that pass for letters."""

from __future__ import annotations

from typing import Final

#: By look, so by case: Cyrillic Н looks like H, н like a small H, Greek η like n.
LOOKALIKES: Final[dict[str, str]] = {
    **dict(zip("АВЕІЈКМНОРСЅТУХ", "ABEIJKMHOPCSTYX", strict=True)),
    **dict(
        zip("авеёіїјкмнорсѕтухьгпиԁһӏԛԝүґ", "abeeiijkmhopcstyxbrnudhlqwyr", strict=True)
    ),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αβγεηικμνορστυχω", "abyenikuvopotuxw", strict=True)),
    **dict(zip("օսհոցզյ", "ouhngqj", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᏔᏃ", "ABCDEGHJKLMPSTVWZ", strict=True)),
}

#: Latin letters that Unicode does not take apart: small capitals, strokes, no dots.
VARIANTS: Final[dict[str, str]] = {
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **dict(zip("ıȷɑɡɩʋøØđĐłŁħĦŧŦɨ", "ijagivoOdDlLhHtTi", strict=True)),
    # White letters in black circles and squares; their outlined twins fold by NFKC.
    **{chr(0x1F150 + i): chr(ord("A") + i) for i in range(26)},
    **{chr(0x1F170 + i): chr(ord("A") + i) for i in range(26)},
}

#: 2, 6, 8 and 9 are hardly ever letters, and often part of a model name.
LEET: Final[dict[str, str]] = {
    **dict(zip("013457", "oieast", strict=True)),
    **dict(zip("@$!|€", "asiie", strict=True)),
}


def latin(text: str) -> str:
    """Return the text with every letter that passes for a Latin one turned into it."""
    return text.translate(_LATIN)


_LATIN: Final = str.maketrans(LOOKALIKES | VARIANTS)
