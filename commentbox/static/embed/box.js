// <comment-box article="KEY">: the discussion of an article, in any page.

import { STYLE } from "./carried.js";
import { feeds, rules } from "./below.js";
import { item } from "./comment.js";
import { button, h, here } from "./dom.js";
import { Form } from "./form.js";
import { showOwn } from "./own.js";
import { ask } from "./server.js";
import { Words, languageOf } from "./words.js";

const LINKED = /^#comment-([0-9a-f-]{36})$/;
const MOST_STEPS = 9; // Requests to find one comment in a branch that is cut.
const MINUTE = 60_000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
const reported = new Set(); // Articles that are not known, once a view of the page.

class CommentBox extends HTMLElement {
  static observedAttributes = ["article", "site", "lang", "level", "catalogue"];

  constructor() {
    super();
    this.root = h("div box loading", h("slot"));
    this.status = h("p unseen", { role: "status" });
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.status, this.root);
  }

  connectedCallback() {
    this.clock = setInterval(() => {
      for (const time of this.root.querySelectorAll("time")) {
        time.textContent = this.words.ago(new Date(time.dateTime));
      }
    }, MINUTE);
    this.load();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.asked.abort();
  }

  attributeChangedCallback() {
    if (this.asked && this.isConnected) {
      this.load();
    }
  }

  get query() {
    return { article: this.key, site: this.getAttribute("site"), lang: this.words.lang };
  }

  say(key, values) {
    return this.words.say(key, values);
  }

  // Levels go on from that of the box in the page around it.
  heading(below, parts, ...inside) {
    return h(`h${Math.min(this.level + below, 6)} ${parts}`, inside);
  }

  fire(name, detail) {
    const about = { bubbles: true, composed: true, detail: { article: this.key, ...detail } };
    this.dispatchEvent(new CustomEvent(`commentbox:${name}`, about));
  }

  // To those who do not see what has changed.
  tell(text) {
    this.status.textContent = text;
  }

  // Begins anew: what an earlier call still waits for is given up.
  async load() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    addEventListener("hashchange", () => this.open(), this.asked);
    this.key = this.getAttribute("article");
    this.level = Number(this.getAttribute("level")) || 2;
    this.form = this.book = null;
    this.root.part = "box loading";
    this.root.replaceChildren(h("slot"));
    try {
      const other = this.getAttribute("catalogue");
      this.words = new Words(languageOf(this)); // To say it where the other fails.
      if (other) {
        this.words = new Words("", await (await fetch(other, { signal })).json());
      }
      await this.show({});
      await this.open();
    } catch (error) {
      if (!signal.aborted) {
        this.fail(error);
      }
    }
  }

  page(more) {
    return ask("api/comments", { ...this.query, sort: this.sort, ...more }, this.asked);
  }

  async show(query) {
    const { told, links } = await this.page(query);
    const { article, comments, next } = told;
    const { root, words } = this;
    this.told = told;
    this.known = new Map();
    this.own = h("div");
    this.form ??= article.open ? new Form(this) : null;
    this.top = this.heading(0, "title", { tabindex: -1 }, this.say("count", { n: article.count }));
    this.thread = h("ol thread", { role: "list" });
    root.lang = words.lang;
    root.dir = words.texts.dir ?? "";
    root.part = "box";
    root.replaceChildren(
      h("header head", this.top, article.count > 1 && this.sorting()),
      query.comment ? this.way("back", () => this.show({})) : "",
      this.thread,
      comments[0] ? "" : h("p empty", this.say("empty")),
      this.own,
      this.form ? this.form.home : h("p closed", this.say("closed")),
      ...rules(this, told.rules),
      ...feeds(this, article.feeds, links),
    );
    // From which number on, and in which direction, where that is known.
    const newest = this.sort && !next;
    this.step = newest ? -1 : this.sort || query.comment ? 0 : 1;
    this.number = newest ? comments.length + 1 : 0;
    this.add(told);
    this.form?.place(this.form.parent);
    showOwn(this);
    this.fire("loaded", { count: article.count });
  }

  sorting() {
    const sorts = [undefined, "newest"].map((sort) => {
      const go = button("quiet sort", { "aria-pressed": `${this.sort === sort}` }, this.say(sort ?? "oldest"));
      return this.press(go, async () => {
        this.sort = sort;
        await this.show({});
        this.root.querySelector("[aria-pressed=true]").focus();
      });
    });
    return h("div sorts", { role: "group", "aria-label": this.say("order") }, sorts);
  }

  add({ comments, next }) {
    const items = comments.map((node) => item(this, node, (this.number += this.step)));
    this.thread.append(...items);
    if (next) {
      const more = this.way("more", async () => {
        const { told } = await this.page({ cursor: next });
        more.remove();
        return this.add(told);
      });
      this.thread.after(more);
    }
    return items[0];
  }

  // A button that fetches; the reader goes on at the first comment that came.
  way(key, perform) {
    return h(
      `p way ${key}`,
      this.press(button("button plain", this.say(key)), async () => {
        const first = await perform();
        (first?.firstChild ?? this.top).focus();
        this.tell(this.say("more_here"));
      }),
    );
  }

  // What cannot be had now, the same button tries again.
  press(go, perform) {
    go.onclick = async () => {
      go.disabled = true;
      try {
        await perform();
      } catch {
        go.disabled = false;
        go.textContent = this.say("again");
      }
    };
    return go;
  }

  // Goes to the comment that the page's address names, wherever in the thread it is.
  async open() {
    const id = LINKED.exec(location.hash)?.[1];
    if (!id || !this.known) {
      return;
    }
    try {
      if (!this.known.has(id)) {
        await this.show({ comment: id });
      }
      await this.dig(id);
    } catch {
      this.tell(this.say("not_here"));
    }
  }

  async dig(id) {
    for (let step = 0; step < MOST_STEPS && !this.known.has(id); step++) {
      const cut = this.thread.querySelector("[part~=more-replies] button");
      await cut?.onclick();
    }
    const found = this.known.get(id);
    for (let above = found; above; above = this.known.get(above.node.parent)) {
      above.fold?.(false);
    }
    this.root.querySelector("[part~=linked]")?.part.remove("linked");
    const shown = found.li.firstChild;
    shown.part.add("linked");
    shown.focus({ preventScroll: true });
    shown.scrollIntoView();
  }

  // A calm word, and what the page itself offers instead.
  fail({ status }) {
    const missing = status === 404;
    this.root.part = "box";
    this.root.replaceChildren(
      h("p closed", this.say(missing ? "not_open" : "not_loaded")),
      missing ? "" : this.way("again", () => this.load()),
      h("slot"),
    );
    this.fire(missing ? "missing" : "error", { status });
    if (missing && !reported.has(this.key)) {
      reported.add(this.key);
      const url = document.querySelector("link[rel=canonical]")?.href ?? here();
      ask("api/sightings", this.query, { method: "POST", body: { url } }).catch(() => {});
    }
  }
}

customElements.define("comment-box", CommentBox);
