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
    const left = hand.open().filter((card) => from.compareDocumentPosition(card) & 4);
    if (left.length < FEW) await (filling ??= append().finally(() => (filling = null)));
    if (next) return;
    const first = hand.beside(from) ?? following(from);
    // The focus may have gone elsewhere since; then it stays there.
    if (first && !hand.current()) hand.show(first);
    else if (!first && !hand.current()) await leave();
  }

  /** A line stands in no list of cases: look for the first free one below it. */
  function following(from) {
    return hand.open().find((card) => from.compareDocumentPosition(card) & 4) ?? null;
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
  async function leave() {
    await Promise.allSettled([...pending]);
    if (hand.open().length > 0 && document.querySelector(".refusal")) return;
    const onward = document.querySelector(".pages .onward");
    const begin = new URL(location.href);
    begin.searchParams.delete("cursor");
    begin.hash = "";
    if (onward) location.assign(onward.href);
    else if (hand.all().length === 0) location.assign(begin);
    else if (hand.open().length > 0) hand.show(hand.open()[0]);
  }

  /** Skip a case: it stays, for later or for somebody else. */
  function onward(card) {
    const next = card ? hand.beside(card) : hand.open()[0];
    if (next) hand.show(next);
    else if (document.querySelector(".pages .onward")) location.assign(document.querySelector(".pages .onward").href);
    else say.softly(words.no_more);
    if (card) fill(card, next ?? card);
  }

  return { wait, fill, onward };
}
