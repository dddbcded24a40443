"""Tokens of programs: whose they are and what for."""

from __future__ import annotations

from flask import request

from commentbox.domain.errors import NotAllowed, NotSignedIn
from commentbox.domain.tokens import hash_token
from commentbox.extensions import db
from commentbox.models import Token, TokenKind
from commentbox.web.asked import bearer_token, speak_for


def require_token(kind: TokenKind) -> Token:
    """Return the token of the request; it says the site.

    Raises ``NotSignedIn`` for an unknown token and ``NotAllowed`` for one of another
    kind or of another site than ``site=`` names.
    """
    token = db.session.get(Token, hash_token(bearer_token()))
    if token is None:
        raise NotSignedIn("unknown token")
    asked = request.args.get("site")
    if token.kind is not kind or asked not in {None, token.site.name}:
        raise NotAllowed(f"this takes a {kind} token of this site")
    speak_for(token.site)
    return token
