// More cases before these run out, so that nobody waits for a page.

const FEW = 6;

export function make({ hand, say, words }) {
  const pending = new Set();
  let filling = null;

  /** Remember what the server has not answered yet: nothing is left before that. */
  function wait(asked) {
    pending.add(asked);
    asked.then(() => pending.delete(asked));
  }

  /** Fetch the next page when few cases are left, and leave when there are none. */
  async function fill(from, next) {
    const below = hand.open().filter((card) => isBelow(card, from));
    if (below.length < FEW) await (filling ??= append().finally(() => (filling = null)));
    // The focus may be elsewhere by now; then it stays there.
    if (next || document.activeElement?.closest(".case")) return;
    const rest = hand.open().find((card) => isBelow(card, from)) ?? hand.open()[0];
    if (rest) hand.show(rest);
    else await leave(from);
  }

  function isBelow(card, from) {
    return from.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
  }

  async function append() {
    const onward = document.querySelector(".pages .onward");
    if (!onward) return;
    try {
      const answer = await fetch(onward.href, { redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const nav = document.querySelector(".pages");
      for (const part of page.querySelectorAll("main .case, main .group")) {
        if (!part.id || !document.getElementById(part.id)) nav.before(document.adoptNode(part));
      }
      const further = page.querySelector(".pages .onward");
      if (further) onward.href = further.href;
      else onward.remove();
    } catch {
      // The link is still there, for a hand or for the end of the page.
    }
  }

  /** Go to where more cases are: the next page, or what came in since the beginning. */
  async function leave(from) {
    await Promise.allSettled([...pending]);
    // What was refused is back, and is looked at first.
    if (hand.open().length > 0) return;
    const begin = new URL(location.href);
    begin.searchParams.delete("cursor");
    begin.hash = "";
    const onward = document.querySelector(".pages .onward");
    if (onward) location.assign(onward.href);
    else if (hand.all().every((card) => card.matches(".over"))) location.assign(begin);
    else {
      say.softly(words.no_more);
      from.focus();
    }
  }

  /** Skip a case: it stays, for later or for somebody else. */
  function onward(card) {
    const next = card ? hand.beside(card) : hand.open()[0];
    const further = document.querySelector(".pages .onward");
    if (next) hand.show(next);
    else if (further) location.assign(further.href);
    else say.softly(words.no_more);
    if (card) fill(card, next ?? card);
  }

  return { wait, fill, onward };
}
