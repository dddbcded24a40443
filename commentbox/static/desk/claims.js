// The case in hand is ours: others see that somebody reads it, and step over it.

/** Nobody claims what is only passed by. */
const DWELL_MS = 350;
const RENEW_MS = 60_000;
/** Who does nothing for so long has gone, and left the page open. */
const IDLE_MS = 10 * 60_000;

export function start({ ask, signed, hand, setup }) {
  let mine = null;
  let dwelling;
  let renewing;
  let active = Date.now();

  const idOf = (card) => card.id.slice("case-".length);
  const decidable = (card) => Boolean(card?.isConnected && card.querySelector(".hands form"));

  async function take(card) {
    if (!decidable(card) || document.hidden) return;
    const left = mine?.isConnected && mine !== card ? { release: idOf(mine) } : {};
    mine = card;
    clearInterval(renewing);
    renewing = setInterval(renew, RENEW_MS);
    const { ok, body } = await ask(setup.claims, signed({ comment: idOf(card), ...left }));
    if (!ok || !card.isConnected) return;
    if (body.reading && mine === card) mine = null;
    hand.hold(card, body.reading ?? "");
  }

  const isIdle = () => Date.now() - active > IDLE_MS;

  function renew() {
    if (mine && decidable(mine) && !isIdle()) take(mine);
  }

  function move() {
    const back = isIdle();
    active = Date.now();
    if (back) renew();
  }

  function come() {
    const card = hand.current();
    if (!card || card === mine) return;
    clearTimeout(dwelling);
    dwelling = setTimeout(() => {
      if (hand.current() === card) take(card);
    }, DWELL_MS);
  }

  document.addEventListener("focusin", come);
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(kind, move, { passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) renew();
  });
  window.addEventListener("pagehide", () => {
    if (mine && decidable(mine)) {
      navigator.sendBeacon(setup.claims, signed({ release: idOf(mine) }));
    }
    mine = null;
  });
  come();
}
