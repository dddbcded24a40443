// The cases on the page: which one is in hand, which comes next, whose each is.

export function make(say, words) {
  /** Counts what happened here; an answer about the page before that is out of date. */
  let moves = 0;

  const all = () => [...document.querySelectorAll(".case")];
  const free = (card) => !card.matches(".over, .held");
  const open = () => all().filter(free);

  /** The case in hand: the one with the focus, or the only one there is. */
  function current() {
    const focused = document.activeElement?.closest(".case");
    const cards = all();
    return focused ?? (cards.length === 1 ? cards[0] : null);
  }

  function show(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }

  /** The nearest case after this one (or before it) that nobody else has. */
  function beside(card, by = 1) {
    const cards = all();
    for (let at = cards.indexOf(card) + by; cards[at]; at += by) {
      if (free(cards[at])) return cards[at];
    }
    return null;
  }

  function step(by) {
    const card = document.activeElement?.closest(".case");
    const next = card ? beside(card, by) : open()[0];
    if (next) show(next);
    else say.softly(words.no_more);
    return next;
  }

  /** Say on the card what another does with it; an empty text takes that back. */
  function note(card, kind, text) {
    let p = card.querySelector(`:scope .${kind}`);
    if (!text) {
      p?.remove();
      return;
    }
    if (!p) {
      p = document.createElement("p");
      p.className = kind;
      p.setAttribute("role", "status");
      card.querySelector(".words").prepend(p);
    }
    if (p.textContent !== text) p.textContent = text;
  }

  /** Another reads it: the next key steps over it. */
  function hold(card, text) {
    card.classList.toggle("held", Boolean(text));
    note(card, "reading", text);
  }

  /** It was decided or changed elsewhere: there is nothing to do here any more. */
  function over(card, text) {
    card.classList.toggle("over", Boolean(text));
    const hands = card.querySelector(".hands");
    if (text && hands?.contains(document.activeElement)) card.focus({ preventScroll: true });
    if (hands) hands.inert = Boolean(text);
    note(card, "elsewhere", text);
  }

  /** Put the focus where the work goes on after a decision. */
  function arrive() {
    const named = document.getElementById(location.hash.slice(1));
    const card = named?.closest(".case") ?? (document.querySelector(".said") ? open()[0] : null);
    if (card) show(card);
  }

  for (const card of all()) if (card.querySelector(".reading")) card.classList.add("held");

  return {
    all, open, current, show, beside, step, hold, over, arrive,
    moved: () => (moves += 1),
    moves: () => moves,
  };
}
