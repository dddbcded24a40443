// A decided case becomes one line, from which it can be taken back while there is time.

/** So many lines stay; what was decided before them is found in its lane. */
const KEPT = 12;

export function make({ ask, signed, say, words, hand, counts, setup, keyOf, keysOn }) {
  const stack = [];

  function element(tag, className, ...parts) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...parts);
    return made;
  }

  /** Put a line where the card stands, before the server has said anything. */
  function put(card, said) {
    const name = card.querySelector("h2")?.textContent.trim() || words.nobody;
    const left = element("span", "left");
    left.setAttribute("aria-hidden", "true");
    const button = element("button", "small", words.undo);
    button.type = "button";
    if (keysOn) {
      const key = element("kbd", "", keyOf.undo);
      key.setAttribute("aria-hidden", "true");
      button.append(" ", key);
    }
    button.hidden = !setup.undo_seconds;
    const what = element("span", "what", `: ${said} `);
    const root = element("p", "line", element("bdi", "", name), what, button, " ", left);
    root.tabIndex = -1;
    const line = { root, card, button, left, id: null, ends: 0, answered: null };
    button.addEventListener("click", () => undo(line));
    card.replaceWith(root);
    stack.push(line);
    const old = document.querySelectorAll(".line.done");
    if (old.length > KEPT) old[0].remove();
    return line;
  }

  /** The server has it: from now on the time runs. */
  function kept(line, undoable) {
    line.id = undoable?.id ?? null;
    line.ends = undoable ? Date.now() + undoable.seconds * 1000 : 0;
    tick(line);
  }

  function tick(line) {
    const left = Math.ceil((line.ends - Date.now()) / 1000);
    if (left > 0) {
      line.left.textContent = words.left.replace("{n}", left);
      return;
    }
    if (line.root.contains(document.activeElement)) line.root.focus();
    line.button.remove();
    line.left.remove();
    line.root.classList.add("done");
    drop(line);
  }

  function drop(line) {
    const at = stack.indexOf(line);
    if (at !== -1) stack.splice(at, 1);
  }

  /** Bring the card back, as if nothing had been. */
  function reopen(line) {
    drop(line);
    hand.moved();
    line.root.replaceWith(line.card);
    return line.card;
  }

  async function undo(line) {
    if (line.undoing) return;
    line.undoing = true;
    await line.answered;
    if (!line.root.isConnected) return;
    const { ok, body, trouble } = await ask(setup.undo, signed({ id: line.id ?? 0 }));
    line.undoing = false;
    if (body?.counts) counts.show(body.counts);
    if (!ok) {
      say.loudly(trouble ? words[trouble] : body.said ?? words.failed);
      return;
    }
    hand.show(reopen(line));
    say.softly(body.said);
  }

  /** Undo what was done last, here or on the page before. */
  function undoLast() {
    const line = stack.filter((one) => one.root.isConnected && !one.undoing).at(-1);
    const bar = document.querySelector(".bar [data-left]")?.closest(".bar").querySelector("button");
    if (line && setup.undo_seconds) undo(line);
    else if (bar) bar.click();
    else say.softly(words.nothing_to_undo);
  }

  /** What the page before left: its time runs, too. */
  const bars = [...document.querySelectorAll("[data-left]")].map((left) => {
    left.setAttribute("aria-hidden", "true");
    return { left, ends: Date.now() + Number(left.dataset.left) * 1000 };
  });

  setInterval(() => {
    for (const line of [...stack]) if (line.ends) tick(line);
    for (const bar of bars) {
      const left = Math.ceil((bar.ends - Date.now()) / 1000);
      if (left > 0) bar.left.textContent = words.left.replace("{n}", left);
      else bar.left.closest(".bar")?.remove();
    }
    const rest = document.querySelector("details.rest");
    if (rest && !rest.querySelector(".bar")) rest.remove();
  }, 250);

  return { put, kept, reopen, undoLast };
}
