// The form: one for a box, which moves to the comment that is answered.

import { nameOf } from "./comment.js";
import { button, fill, h, link } from "./dom.js";
import { keep, keepOwn, kept } from "./keep.js";
import { addOwn } from "./own.js";
import { address, ask } from "./server.js";

const PERSON = { author_name: "name", author_email: "email", author_url: "url" };

export class Form {
  constructor(box) {
    this.box = box;
    this.key = box.key; // The box may come to show another article meanwhile.
    const draft = kept("tab", `draft ${box.key}`) ?? { body: "" };
    this.parent = draft.parent;
    this.fields = {};
    this.heading = box.heading(1, "heading", { id: "write" });
    this.cancel = button("quiet cancel", { onclick: () => this.leave() }, box.say("cancel_reply"));
    this.wrong = h("div message", { role: "alert", tabindex: -1 });
    this.form = h("form", { novalidate: "novalidate" }, this.inside());
    this.form.onsubmit = (event) => this.send(event);
    this.fields.body.oninput = () => this.keepDraft();
    this.home = h("div");
    this.element = h("section write", { "aria-labelledby": "write" }, this.heading, this.cancel, this.wrong, this.form);
    this.fields.body.value = draft.body;
    this.forgive();
  }

  inside() {
    const { box } = this;
    const person = kept("browser", "person");
    const who = Object.entries(PERSON).map(([name, autocomplete]) => {
      const value = person?.[name];
      return this.field(name, "input", { autocomplete, value });
    });
    this.remember = h("input", { type: "checkbox", id: "remember", onchange: () => this.keepPerson() });
    this.remember.checked = person;
    this.kept = h("p hint", box.say("draft_kept"));
    this.text = h("div text");
    this.preview = h("div preview", { role: "group", "aria-labelledby": "preview" }, h("p label", { id: "preview" }, box.say("preview_is")), this.text);
    return [
      h("div who", who),
      h("p tick", this.remember, h("label", { for: "remember" }, box.say("remember"))),
      this.field("body", "textarea", { rows: 7 }),
      this.kept,
      this.preview,
      this.consent(),
      h(
        "p buttons",
        h("button button send", box.say("send")),
        button("button plain", { onclick: () => this.show() }, box.say("preview")),
      ),
    ];
  }

  field(name, tag, given) {
    const { box } = this;
    const hint = box.words.texts[`${name}_hint`];
    const input = h(`${tag} input`, { id: name, "aria-describedby": `${name}-hint ${name}-wrong`, ...given });
    this.fields[name] = input;
    return h("div field", h("label label", { for: name }, box.say(name)), input, h("p hint", { id: `${name}-hint` }, hint), this.blamed(name));
  }

  blamed(name) {
    return h("p error", { id: `${name}-wrong` });
  }

  consent() {
    const { box, fields } = this;
    const { mode, text } = box.told.notice;
    const tick = h("input", { type: "checkbox", id: "consent", "aria-describedby": "consent-wrong" });
    fields.consent = tick;
    this.sentence = h("label", { for: "consent" }, text);
    const more = link(address("privacy", { ...box.query, article: "" }), { target: "_blank" }, box.say("privacy"));
    // In the other two modes to send is to agree, and there is nothing to tick.
    tick.checked = tick.hidden = mode !== "box";
    return h("div consent", h("p tick", tick, h("span", this.sentence, " ", more)), this.blamed("consent"));
  }

  answer(id, opener) {
    this.opener = opener;
    this.place(id);
    this.fields.body.focus();
  }

  leave() {
    this.place();
    (this.opener ?? this.fields.body).focus();
  }

  // Below the comment that is answered, or else at home.
  place(id) {
    const { box } = this;
    const answered = box.known.get(id);
    this.parent = id; // Also where it is on a page that is not shown.
    const name = answered ? nameOf(box, answered.node) : box.say("a_comment");
    const says = id ? box.words.parts("your_reply", { name }) : box.say("write");
    this.heading.replaceChildren(...[says].flat());
    this.cancel.hidden = !id;
    if (answered) {
      answered.replies.before(this.element);
    } else {
      this.home.append(this.element);
    }
    this.keepDraft();
  }

  keepDraft() {
    const body = this.fields.body.value;
    keep("tab", `draft ${this.key}`, body && { body, parent: this.parent });
    this.kept.hidden = !body;
    this.preview.hidden = true; // It would show an earlier text.
  }

  person() {
    return Object.fromEntries(Object.keys(PERSON).map((name) => [name, this.fields[name].value]));
  }

  keepPerson() {
    keep("browser", "person", this.remember.checked && this.person());
  }

  async show() {
    const body = this.fields.body.value;
    this.forgive();
    try {
      const { told } = await ask("api/preview", this.box.query, { method: "POST", body: { body } });
      fill(this.text, told.html);
      this.preview.hidden = false;
      this.box.tell(this.box.say("preview_is"));
    } catch (error) {
      this.complain(error);
    }
  }

  async send(event) {
    event.preventDefault();
    const { box, fields, form } = this;
    if (form.ariaBusy) {
      return;
    }
    this.forgive();
    if (this.remember.checked) {
      this.keepPerson();
    }
    const { version } = box.told.notice;
    const consent = fields.consent.checked;
    const body = { ...this.person(), body: fields.body.value, parent: this.parent, consent, notice_version: version };
    form.ariaBusy = true;
    try {
      this.thank(await this.post(body), body);
    } catch (error) {
      this.complain(error);
    }
    form.ariaBusy = null;
  }

  // Sent again after a broken connection, the same text must not arrive twice.
  async post(body) {
    const text = JSON.stringify(body);
    if (this.attempt?.text !== text) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      this.attempt = { text, key: bytes.join("-") };
    }
    return (await ask("api/comments", this.box.query, { method: "POST", body, key: this.attempt.key })).told;
  }

  thank({ id, state, author_token: token }, { parent, body }) {
    const { box, key: article } = this;
    const entry = { id, token, parent };
    keepOwn(article, entry);
    this.attempt = null; // Sent once more on purpose, it is another comment.
    this.fields.body.value = "";
    this.place();
    if (box.form === this) {
      addOwn(box, entry, "key_kept", body);
    }
    box.fire("posted", { article, id, state });
  }

  complain({ told = {}, status }) {
    const { box, fields } = this;
    const { errors = {}, notice, detail } = told;
    if (status < 500) {
      this.attempt = null; // An answer, not a broken connection.
    }
    if (notice) {
      // The new wording was not agreed to yet.
      Object.assign(box.told.notice, notice);
      this.sentence.textContent = notice.text;
      fields.consent.checked = fields.consent.hidden;
      delete errors.notice_version;
    }
    const lines = [detail ?? box.say("failed"), notice?.text];
    for (const [name, messages] of Object.entries(errors)) {
      const place = this.form.querySelector(`#${name}-wrong`);
      if (place) {
        fields[name].ariaInvalid = true;
        place.append(...messages);
      } else {
        lines.push(...messages);
      }
    }
    this.wrong.append(...lines.filter(Boolean).map((line) => h("p", line)));
    this.wrong.hidden = false;
    (this.form.querySelector("[aria-invalid]") ?? this.wrong).focus();
    box.fire("error", { article: this.key, status });
  }

  forgive() {
    this.wrong.hidden = true;
    for (const place of [this.wrong, ...this.form.querySelectorAll("[part=error]")]) {
      place.replaceChildren();
    }
    for (const place of Object.values(this.fields)) {
      place.ariaInvalid = null;
    }
  }
}
