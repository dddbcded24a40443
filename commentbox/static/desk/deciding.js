// Deciding in place: the next case is there at once, and the server hears of it meanwhile.

export function make({ ask, say, words, hand, counts, line: lines, stock }) {
  /** A page of its own is on its way: a second key must not send another decision. */
  let leaving = false;

  function onSubmit(event) {
    const form = event.target;
    if (!form.matches("[data-decide]")) {
      if (leaving) event.preventDefault();
      leaving = !event.defaultPrevented && form.method === "post";
      return;
    }
    event.preventDefault();
    const card = form.closest(".case");
    // A card that was decided has left the page, and is back only if that failed.
    if (!card?.isConnected || card.matches(".over")) return;
    const data = new FormData(form);
    const { submitter } = event;
    if (submitter?.name) data.set(submitter.name, submitter.value);
    send(card, form.action, data, submitter?.dataset.done ?? form.dataset.done);
  }

  async function send(card, url, data, said) {
    card.querySelector(".refusal")?.remove();
    hand.moved();
    const next = hand.beside(card);
    const line = lines.put(card, said);
    const asked = ask(url, data);
    line.answered = asked;
    stock.wait(asked);
    if (next) hand.show(next);
    stock.fill(line.root, next);
    const answer = await asked;
    if (answer.ok) {
      hand.moved();
      lines.kept(line, answer.body.undo);
      counts.show(answer.body.counts);
      say.softly(answer.body.said);
    } else {
      refuse(lines.reopen(line), answer, () => {
        data.set("takeover", "1");
        send(card, url, data, said);
      });
    }
  }

  /** Show on the card what stood in the way. The focus stays: work goes on elsewhere. */
  function refuse(card, { status, body = {}, trouble }, anyway) {
    const heading = body.heading ?? words.not_decided;
    const gone = status === 404 ? words.gone : words.failed;
    const why = body.words ?? words[trouble] ?? gone;
    const p = document.createElement("div");
    p.className = "trouble refusal";
    p.append(`${heading}. ${why}`);
    if (body.claimed) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.textContent = words.anyway;
      button.addEventListener("click", anyway);
      p.append(" ", button);
    }
    card.querySelector(".words").prepend(p);
    const name = card.querySelector("h2").textContent.trim();
    const said = `${name}: ${heading}. ${why}`;
    if (!document.activeElement?.closest(".case")) hand.show(card);
    const { top, bottom } = p.getBoundingClientRect();
    if (top >= 0 && bottom <= innerHeight) say.softly(said);
    else say.loudly(said, card);
  }

  return {
    onSubmit,
    // The browser may show the page again as it was left.
    again: () => (leaving = false),
  };
}
