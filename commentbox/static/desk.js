// Keys for the desk: they press the same buttons and links that a mouse would.

const SETTING = "commentbox-desk-keys";
const STEPS = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 };

const cases = [...document.querySelectorAll(".case")];
const help = document.getElementById("keys");
const toggle = document.getElementById("keys-on");

// A decision is on its way: a second key or click must not send another one.
let deciding = false;

function remembered() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true; // Storage may be forbidden; the keys still work for this page.
  }
}

function remember(on) {
  try {
    localStorage.setItem(SETTING, on ? "on" : "off");
  } catch {
    // Then the choice lasts as long as the page.
  }
}

/** The case in hand: the one with the focus, or the only one there is. */
function current() {
  const focused = document.activeElement?.closest(".case");
  return focused ?? (cases.length === 1 ? cases[0] : null);
}

function show(card) {
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start" });
}

function step(by) {
  const at = cases.indexOf(document.activeElement?.closest(".case"));
  const next = at === -1 ? 0 : Math.min(Math.max(at + by, 0), cases.length - 1);
  if (cases.length > 0) show(cases[next]);
}

function press(key) {
  const target = current()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.click();
  return Boolean(target);
}

function isTyping(element) {
  return Boolean(element.closest?.("input, textarea, select"));
}

function onKey(event) {
  const { key } = event;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (!toggle.checked || modified || event.isComposing || isTyping(event.target)) return;
  if (key in STEPS) {
    step(STEPS[key]);
  } else if (key === "?") {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  } else if (event.repeat || !/^[1-9aso]$/.test(key) || !press(key)) {
    return;
  }
  event.preventDefault();
}

function onSubmit(event) {
  if (deciding) event.preventDefault();
  deciding = true;
}

/** Put the focus where the work goes on after a decision. */
function arrive() {
  const named = document.getElementById(location.hash.slice(1));
  const decided = document.querySelector(".said");
  const card = named?.closest(".case") ?? (decided ? cases[0] : null);
  if (card) show(card);
}

help.closest(".keys").hidden = false;
toggle.checked = remembered();
toggle.addEventListener("change", () => remember(toggle.checked));
document.addEventListener("keydown", onKey);
document.addEventListener("submit", onSubmit);
// The browser may show the page again as it was left.
window.addEventListener("pageshow", () => {
  deciding = false;
});
arrive();
