"""What a change of one comment means for its branch, told without reading it.

A branch may have thousands of comments, and most changes are of one alone. Where that
is not certain, the whole is read (``models.settle``).
"""

from __future__ import annotations

from sqlalchemy import CTE, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from commentbox.domain.standing import Standing
from commentbox.models.base import table_of
from commentbox.models.comment import Comment

#: What hangs below these is seen, whatever else there is.
OPEN = frozenset({Standing.PUBLIC, Standing.TOMBSTONE})

TABLE = table_of(Comment)


def visible_alone(session: Session, comment: Comment, was: Standing) -> bool | None:
    """Return whether readers see a changed comment, if all others stay as they are.

    None: others may come into view or go. ``was`` is what it stood as before. The
    caller holds the article and has flushed.
    """
    now = comment.standing
    if now is Standing.PLACEHOLDER:
        return None
    if now is was:
        return comment.in_view
    execute = session.connection().execute
    if comment.parent_id is not None:
        parent = {"id": comment.parent_id}
        becomes_public = now is Standing.PUBLIC
        if not (becomes_public and execute(IN_VIEW, parent).scalar_one()):
            above = set(execute(ABOVE, parent).scalars())
            if Standing.HIDDEN in above:
                return False
            # It stands while there is a public reply: this may be the last, or first.
            if Standing.PLACEHOLDER in above:
                return None
    if {was, now} <= OPEN or not execute(OPEN_CHILD, {"id": comment.id}).scalar_one():
        return now in OPEN
    return None


def _above() -> CTE:
    """Return the standings from a comment upwards."""
    first = select(TABLE.c.parent_id, TABLE.c.standing).where(
        TABLE.c.id == bindparam("id", type_=TABLE.c.id.type)
    )
    above = first.cte("above", recursive=True)
    higher = aliased(TABLE)
    step = select(higher.c.parent_id, higher.c.standing)
    return above.union_all(step.join(above, higher.c.id == above.c.parent_id))


IN_VIEW = select(TABLE.c.in_view).where(TABLE.c.id == bindparam("id"))
ABOVE = select(_above().c.standing)
#: Below a hidden comment nothing is seen, so only the others count.
OPEN_CHILD = select(
    exists().where(
        TABLE.c.parent_id == bindparam("id", type_=TABLE.c.id.type),
        TABLE.c.standing != Standing.HIDDEN,
    )
)
