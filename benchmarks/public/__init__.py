"""The public side under load, beside a file on disk and beside another comment server.

    make bench                      everything, about twenty minutes
    make bench ARGS="--quick"       the same in small, about three
    make bench ARGS="--write"       and the figures into docs/performance.md

``parts`` puts the parts in order; ``servers`` and ``isso`` start what is measured,
``copies`` fills databases, ``wrk`` and ``client`` ask, ``processes`` reads from the
kernel what it cost. ``reads``, ``busy``, ``posts``, ``growth``, ``resident`` measure;
``goals`` judges and ``document`` writes down.
"""
