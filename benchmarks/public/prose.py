"""What ``docs/performance.md`` says in words: what was measured, and how to read it."""

BEGINNING = """\
# Performance

What commentbox costs to read and to write, beside nginx, which serves the same bytes as
files from disk, and beside Isso, a comment server of the same class. This document is
written by the run that measured it (`make bench ARGS="--write"`)."""

MEANS = """\
On this machine, with one small file as its database, commentbox answers a discussion
some {rate} times a second and takes {cpu} ms of a processor for it. Even if ten times
as many readers come at the busiest moment as on average, that is {day} million
readings a day; so nothing needs to be put before it for the sake of speed, and what
is approved is seen at once instead of when a cache runs out. It takes in some {posts}
comments a second, each screened and safely on disk before its author is thanked: more
than any discussion brings. Its processes hold {held} MB. The next machine is slower
or faster than this one; the ratios hold better than the figures."""

HOW = """\
## How it is measured

Everything runs on one machine and talks over loopback: the servers, and wrk with 16
connections in two threads, which share the processors with them. One run measures
all; each kind of request is measured in short rounds, one server after the other, and
what is told is the median of the rounds. A ratio is taken within each round, then its
median. *CPU ms* is the processor time of the server's own processes, with all
children and PostgreSQL's included, for each answer; not that of wrk.

**Servers.** commentbox runs as installed, `commentbox serve` with 2 processes, all
settings at their defaults (limits on, screening on, without the second tier; the tools
of developers are hidden from it), behind clients that come from addresses of their own.
SQLite works with `synchronous=FULL`; PostgreSQL with its defaults, `fsync` and
`synchronous_commit` on, over a socket. nginx runs with 2 processes and Debian's
defaults, without log and without a bound on the requests of a connection. It serves the
very bytes that commentbox answered; for *gzip*, the compressed twin from disk.
*Granian* is the server on which commentbox runs, with the same settings and an
application that hands over the same bytes and headers without looking at anything but
the path: what it takes is the server's, and only what commentbox takes beyond it is its
own. Isso runs by the command of its documentation (`gunicorn --preload isso.run`) with
2 processes, moderation on; its limit of two comments a minute is off. gunicorn's plain
processes close each connection after its answer; so one does it there. Isso answers
with other bytes, to the address that its own script asks; what it has no form of is
left out.

**Corpus.** Article A with 1,000 comments in five levels, B with 20, and 1,000 others
with 10 each, of which one waits for a moderator; texts have about 300 characters.
More comments stand under more articles of 10. They are copies of two comments that
went the whole road, with texts, names and times of their own; `commentbox doctor`
finds all in order before anything is measured.

**Reading.** All are warm: the page is held where a server holds pages. *304* is a
request with the `If-None-Match` of the answer that the client has.

**While others write**, 50 comments a second are posted and 5 approved, under articles
other than B. Who writes takes processor time, and readers get less of it. *Equal* is
therefore reading while a program burns as much processor time as the writing takes
(of servers and senders, measured without readers first): the same spare processor
time. *Busy ÷ equal* is what the writing does to readers beyond that. *Reckoned* is
the same by division: answers for each second of processor time that is left.

**Posting.** 16 connections post without a pause, each text a new one, under any of
the 1,000 articles. *Row commits* are single rows, committed one after the other to an
SQLite file on the same disk with `synchronous=FULL`: what the disk allows without
sharing.

**With more comments** it is the processor time of an answer that nobody has asked for
before, so that no store holds it: each request is for another article, spread over
all that there are. *Queue page* is `GET /api/queue`, 50 cases. Each size has a server
and a database of its own, and they are measured by turns. Isso is measured up to
200,000.

**Memory** is the proportional share (PSS) of all processes after reading, writing and
posting. *First answer* is from the command to the first thread, the median of
several. *Approval seen everywhere* is from the request that approves until each
process shows the comment to a reader that asks a hundred times a second.

**Second opinions** of this run:"""
