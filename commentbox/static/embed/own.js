// One's own comments in this browser: their state, with edit and withdrawal.

import { button, fill, h, link } from "./dom.js";
import { keepOwn, ownComments } from "./keep.js";
import { address, ask } from "./server.js";

export function showOwn(box) {
  for (const entry of ownComments(box.key)) {
    addOwn(box, entry);
  }
}

// Below the comment itself, else below what it answers, else above the form.
// ``thanks`` names what is said once, after it was sent with this text.
export function addOwn(box, entry, thanks, body) {
  const { id, token, parent } = entry;
  const card = h("section own", { "aria-labelledby": `own-${id}` });
  const at = box.known.get(id) ?? box.known.get(parent);
  if (at) {
    at.replies.before(card);
  } else {
    box.own.append(card);
  }

  const call = (path, how) => ask(`api/comments/${id}${path}`, box.query, { token, ...how });

  // What is known of it also where its state cannot be asked for.
  let status = thanks && { state: "pending", messages: [], html: "", body };

  async function draw(focus) {
    try {
      ({ told: status } = await call("/status", { signal: box.asked.signal }));
    } catch (error) {
      if ([401, 404].includes(error.status)) {
        keepOwn(box.key, { id }); // Withdrawn elsewhere: the key opens nothing any more.
        status = null;
      }
      if (!status) {
        return card.remove();
      }
    }
    const heading = box.heading(1, "state", { id: `own-${id}`, tabindex: -1 }, box.say(`own_${status.public ? "public_" : ""}${status.state}`));
    const shown = status.state === "approved" && status.public;
    card.replaceChildren(
      heading,
      h("div", thanks && h("p", box.say(thanks)), !shown && fill(h("div text"), status.html), reasons(status)),
      h(
        "p actions",
        button("quiet edit", { onclick: edit }, box.say("edit")),
        button("quiet withdraw", { onclick: withdraw }, box.say("withdraw")),
        link(address(`comments/${id}/mine`, { token, lang: box.words.lang }), box.say("own_page")),
      ),
    );
    if (focus) {
      heading.focus();
    }
  }

  // Something to do in place of the card's text, with two buttons: do it, or leave it.
  function step(first, hint, action, perform) {
    const wrong = h("p error", { role: "alert", id: `wrong-${id}` });
    const go = button(`button ${action}`, box.say(action));
    go.onclick = async () => {
      try {
        await perform();
      } catch ({ told }) {
        const said = told?.errors?.body ?? [told?.detail ?? box.say("failed")];
        wrong.textContent = said.join(" ");
      }
    };
    const leave = button("quiet", { onclick: () => draw(true) }, box.say("cancel"));
    card.replaceChildren(card.firstChild, first, h("p hint", box.say(hint)), wrong, h("p buttons", go, leave));
    first.focus();
  }

  function edit() {
    const text = h("textarea input", { rows: 7, "aria-label": box.say("body"), "aria-describedby": `wrong-${id}` });
    text.value = status.body;
    step(text, "edit_hint", "save", async () => {
      await call("", { method: "PATCH", body: { body: text.value } });
      status.body = text.value;
      box.fire("edited", { id });
      thanks = "";
      await draw(true);
    });
  }

  function withdraw() {
    step(h("p", { tabindex: -1 }, box.say("sure")), "withdraw_hint", "erase", async () => {
      await call("", { method: "DELETE" });
      keepOwn(box.key, { id });
      box.fire("withdrawn", { id });
      await box.show({});
      box.tell(box.say("own_erased"));
      box.top.focus();
    });
  }

  return draw(thanks);
}

// Under which rule, in whose words, and what one can do.
function reasons({ statement: why, held_back: held, messages, spooled }) {
  const lines = [spooled, ...messages.map((line) => line.text)];
  if (why) {
    lines.push([h("strong", link(why.rulebook_url, why.rule_title || why.rule)), ": ", why.rule_text], why.facts, why.redress);
  }
  if (held) {
    lines.push([held.text, " ", held.words.join(", ")]);
  }
  return lines.filter(Boolean).map((line) => h("p", line));
}
