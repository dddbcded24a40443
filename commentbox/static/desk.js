// The desk: keys, deciding in place, and what others do meanwhile. All of it beside
// pages that work without. The parts know nothing of each other and meet here; their
// addresses carry the mark of this one, so that all are of the same day.

const aside = document.querySelector(".keys");
const mark = new URL(import.meta.url).search;
const load = (name) => import(`./desk/${name}.js${mark}`);

const [asking, saying, cases, lines, deciding, more, claims, live, keys] =
  await Promise.all(
    ["asking", "saying", "cases", "lines", "deciding", "more", "claims", "live", "keys"].map(load),
  );

if (aside) start(JSON.parse(aside.dataset.setup));

function start(setup) {
  const { words } = setup;
  const keyOf = JSON.parse(aside.dataset.keys);
  const keysOn = aside.dataset.on === "1";
  const say = saying.make(words);
  const hand = cases.make(say, words);
  const counts = live.counts(setup);
  const shared = { ...asking, say, words, hand, counts, setup, keyOf, keysOn };
  const line = lines.make(shared);
  const stock = more.make({ ...shared, line });
  const decide = deciding.make({ ...shared, line, stock });
  claims.start(shared);
  live.start(shared);
  if (keysOn) keys.start({ ...shared, line, stock });
  aside.hidden = false;
  document.documentElement.classList.add("scripted");
  document.addEventListener("submit", decide.onSubmit);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.skip-case");
    if (button) stock.onward(button.closest(".case"));
  });
  window.addEventListener("pageshow", decide.again);
  hand.arrive();
  document.documentElement.dataset.ready = "yes";
}
