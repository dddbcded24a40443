// What others do appears by itself: counts, who reads what, what is decided already.

const EVERY_MS = 5_000;
const AT_MOST_MS = 60_000;
const TITLED = /^\([^)]*\) /;

/** Return what shows the counts of the lanes, beside their names and in the title. */
export function counts(setup) {
  function show(known) {
    if (!known) return;
    for (const link of document.querySelectorAll(".lanes a")) {
      const lane = new URL(link.href).searchParams.get("lane") ?? "pending";
      const place = link.querySelector(".count");
      if (!place || !(lane in known)) continue;
      place.textContent = known[lane];
      place.classList.toggle("none", known[lane] === "0");
    }
    const total = document.querySelector("[data-total]");
    const here = known[setup.lane];
    if (total && here !== undefined) {
      const text = here === "1" ? setup.words.one : setup.words.many;
      total.textContent = text.replace("{n}", here);
    }
    const bare = document.title.replace(TITLED, "");
    document.title = known.pending === "0" ? bare : `(${known.pending}) ${bare}`;
  }

  return { show };
}

export function start({ ask, hand, say, words, counts: shown, setup }) {
  let wait = EVERY_MS;
  let timer;
  let lost = false;

  function address(cards) {
    const url = new URL(setup.changes);
    url.searchParams.set("lane", setup.lane);
    url.searchParams.set("since", setup.since);
    for (const card of cards) url.searchParams.append("case", card.id.slice(5));
    return url;
  }

  async function look() {
    const cards = hand.all().slice(0, 60);
    const moves = hand.moves();
    const { ok, body, trouble } = await ask(address(cards));
    if (trouble === "signed_out") {
      say.loudly(words.signed_out);
      return;
    }
    if (ok) {
      if (lost) say.softly(words.back);
      lost = false;
      wait = EVERY_MS;
      // Something was done here meanwhile: this answer is from before that.
      if (moves === hand.moves()) tell(cards, body);
    } else {
      if (!lost) say.loudly(words.away);
      lost = true;
      wait = Math.min(wait * 2, AT_MOST_MS);
    }
    again();
  }

  function tell(cards, body) {
    shown.show(body.counts);
    offer(body.new);
    for (const card of cards) {
      const seen = body.cases[card.id.slice(5)];
      const field = (name) => card.querySelector(`.hands [name="${name}"]`)?.value;
      if (!seen || !card.isConnected || !field("revision")) continue;
      hand.hold(card, seen.reading ?? "");
      hand.over(card, whatBecame(seen.texts, field("revision"), field("from")));
    }
  }

  function whatBecame(texts, revision, state) {
    const text = texts[revision];
    if (text) return text.intended || text.state !== state ? text.said : "";
    return Object.keys(texts).length > 0 ? words.changed : words.gone;
  }

  /** Offer what came in since the page was drawn. */
  function offer(text) {
    // Only a whole lane: in a narrowed one, or at a case, they would not be found.
    if (!text || !document.querySelector("[data-total]")) return;
    let place = document.querySelector(".headline .new");
    if (!place) {
      place = document.createElement("p");
      place.className = "new";
      place.setAttribute("role", "status");
      document.querySelector(".headline")?.append(place);
    }
    if (place.textContent === text) return;
    const link = document.createElement("a");
    const begin = new URL(location.href);
    begin.searchParams.delete("cursor");
    begin.hash = "";
    link.href = begin.href;
    link.textContent = text;
    place.replaceChildren(link);
  }

  function again() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, wait);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) look();
  });
  again();
}
