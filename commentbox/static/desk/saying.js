// What the script says: quietly to those who listen, in sight where it matters.

const SHOWN_MS = 12_000;

export function make(words) {
  const main = document.getElementById("work");
  const quiet = document.createElement("p");
  quiet.className = "unseen";
  quiet.setAttribute("role", "status");
  const loud = document.createElement("div");
  loud.className = "loud";
  loud.setAttribute("role", "alert");
  main.prepend(quiet, loud);
  let ends;

  /** Tell those who do not see the page change. */
  function softly(text) {
    quiet.textContent = text;
  }

  /** Show a sentence over the page, with a way to the case that it is about. */
  function loudly(text, card) {
    const p = document.createElement("p");
    p.className = "trouble";
    p.append(text);
    if (card) {
      const link = document.createElement("a");
      link.href = `#${card.id}`;
      link.textContent = words.see_case;
      link.addEventListener("click", () => loud.replaceChildren());
      p.append(" ", link);
    }
    loud.replaceChildren(p);
    clearTimeout(ends);
    ends = setTimeout(() => loud.replaceChildren(), SHOWN_MS);
  }

  return { softly, loudly };
}
