// Keys press the same buttons and links that a mouse would.

export function start({ keyOf, hand, say, words, line, stock }) {
  const help = document.getElementById("keys");
  const actionOf = new Map(Object.entries(keyOf).map(([action, key]) => [key, action]));
  const ARROWS = { ArrowRight: 1, ArrowLeft: -1 };
  let asking = null;

  function isTyping(element) {
    return Boolean(
      // Arrows choose among radio buttons, too.
      element.closest?.("input:not([type=checkbox]), textarea, select"),
    );
  }

  function press(selector) {
    const target = hand.current()?.querySelector(`${selector}:not([inert] *)`);
    target?.click();
    return Boolean(target);
  }

  /** Wait for the number of a rule; the digits alone would do as well. */
  function askRule() {
    const rules = hand.current()?.querySelector(".rules:not([inert] *)");
    if (!rules) return false;
    asking = rules;
    rules.classList.add("asked");
    say.softly(words.which_rule);
    return true;
  }

  function stopAsking() {
    asking?.classList.remove("asked");
    asking = null;
  }

  function showHelp() {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }

  const DO = {
    next: () => (hand.step(1), true),
    previous: () => (hand.step(-1), true),
    approve: () => press('[data-act="approve"]'),
    spam: () => press('[data-act="spam"]'),
    open: () => press('[data-act="open"]'),
    reject: askRule,
    skip: () => (stock.onward(hand.current()), true),
    undo: () => (line.undoLast(), true),
    search: () => {
      const field = document.querySelector('[data-act="search"], input[type="search"]');
      field?.focus();
      return Boolean(field);
    },
    help: () => (showHelp(), true),
  };

  /** Some may be held down: to go through cases hurts nobody. */
  const REPEATED = new Set(["next", "previous"]);

  function does(key, repeat) {
    if (key in ARROWS) {
      hand.step(ARROWS[key]);
      return true;
    }
    const action = actionOf.get(key);
    if (repeat && !REPEATED.has(action)) return false;
    if (/^[1-9]$/.test(key)) return press(`[data-rule="${key}"]`);
    return action ? DO[action]() : false;
  }

  document.addEventListener("keydown", (event) => {
    const { key, repeat } = event;
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (modified || event.isComposing || isTyping(event.target)) return;
    const asked = asking;
    stopAsking();
    if (asked && (key === "Escape" || !/^[1-9]$/.test(key))) {
      // A slip while a rule is asked for decides nothing.
      if (key !== "Shift") event.preventDefault();
      return;
    }
    if (does(key, repeat)) event.preventDefault();
  });
}
