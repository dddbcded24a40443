"""Issue tokens, list them and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import create_token
from commentbox.domain.errors import InvalidFields
from commentbox.domain.tokens import handle
from commentbox.models import Moderator, Site, Token, TokenKind, log
from commentbox.text.incoming import tidy_line
from commentbox.web.i18n import gettext as _

#: A token for each program; nobody has so many.
MOST = 50
MAX_LABEL = 100


def checked_label(text: str) -> str:
    """Return what a token is for. Raises ``InvalidFields``."""
    label = tidy_line(text)
    if not 0 < len(label) <= MAX_LABEL:
        wanted = _("Please say in 1 to 100 characters what it is for.")
        raise InvalidFields({"label": [wanted]})
    return label


def issue_token(
    session: Session,
    kind: TokenKind,
    *,
    site: Site,
    holder: Moderator | None,
    label: str,
    by: Moderator | None,
    now: datetime,
) -> str:
    """Return a new token, shown only now, and log it. The caller commits.

    ``by`` is None where somebody used a command. Raises ``InvalidFields``.
    """
    held = _of(site, holder if kind is TokenKind.MODERATOR else None)
    count = session.scalar(held.with_only_columns(func.count()).order_by(None))
    if (count or 0) >= MOST:
        many = _("There are 50 tokens already. Please revoke one first.")
        raise InvalidFields({"label": [many]})
    token = create_token(
        session, kind, site=site, moderator=holder, now=now, label=label
    )
    log(
        session,
        "token.created",
        site_id=site.id,
        moderator=by,
        now=now,
        subject=label,
        token=kind,
        holder=holder.name if holder else None,
    )
    return token


def tokens_of(
    session: Session, site: Site, holder: Moderator | None
) -> Sequence[Token]:
    """Return the tokens of a moderator for a site, or the site's own; newest first."""
    return session.scalars(_of(site, holder)).all()


def all_tokens(session: Session, site: Site) -> Sequence[Token]:
    query = select(Token).where(Token.site_id == site.id).order_by(Token.created_at)
    return session.scalars(query).all()


def handle_of(token: Token) -> str:
    return handle(token.token_hash)


def revoke_token(
    session: Session, token: Token, *, by: Moderator | None, now: datetime
) -> None:
    """Take a token back, at once. The caller commits."""
    log(
        session,
        "token.revoked",
        site_id=token.site_id,
        moderator=by,
        now=now,
        subject=token.label,
        token=token.kind,
        holder=token.moderator.name if token.moderator else None,
    )
    session.delete(token)
    session.flush()


def _of(site: Site, holder: Moderator | None) -> Select[Token]:
    query = select(Token).where(Token.site_id == site.id)
    if holder is None:
        query = query.where(Token.moderator_id.is_(None))
    else:
        query = query.where(Token.moderator_id == holder.id)
    return query.order_by(Token.created_at.desc(), Token.token_hash)
