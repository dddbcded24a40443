// <comment-count article="KEY">: how many comments; one request for all of a page.

import { ask } from "./server.js";
import { Words, languageOf } from "./words.js";

const MOST = 99; // The server counts more at once; proxies take no address so long.

let waiting; // Badges, each once; their attributes are read when all are there.

class CommentCount extends HTMLElement {
  static observedAttributes = ["article"];

  attributeChangedCallback() {
    waiting ??= setTimeout(countAll) && new Set();
    waiting.add(this);
  }
}

// What cannot be counted keeps the content that the page has given it.
function countAll() {
  const sites = {};
  for (const badge of waiting) {
    (sites[badge.getAttribute("site") ?? ""] ??= []).push(badge);
  }
  for (const [site, badges] of Object.entries(sites)) {
    while (badges[0]) {
      count(site, badges.splice(0, MOST)).catch(() => {});
    }
  }
  waiting = null;
}

async function count(site, badges) {
  const article = [...new Set(badges.map((badge) => badge.getAttribute("article")))];
  const { told } = await ask("api/counts", { site, article });
  for (const badge of badges) {
    const n = told.counts[badge.getAttribute("article")];
    const words = new Words(languageOf(badge));
    badge.textContent = badge.hasAttribute("number") ? words.shown(n) : words.say("count", { n });
  }
}

customElements.define("comment-count", CommentCount);
