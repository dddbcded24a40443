// A comment in its place: text, replies, what was removed, and where it goes on.

import { button, fill, foreign, h, here, link } from "./dom.js";
import { ask } from "./server.js";

export function item(box, node, number) {
  const replies = h("ol replies", { role: "list" });
  const li = h("li item");
  // Known before its replies: the last level says whom it answers.
  const place = { node, li, replies };
  box.known.set(node.id, place);
  const actions = h("p actions");
  const count = number && h("span number", box.words.shown(number), " ");
  const inside = node.removed ? gone(box, node, count) : said(box, node, count, actions);
  const about = { id: `comment-${node.id}`, tabindex: -1, "aria-labelledby": `by-${node.id}` };
  li.append(h(`article ${node.removed ? "gone" : "comment"}`, about, inside, actions), replies);
  addReplies(box, place, node.replies, node.more);
  const n = li.querySelectorAll("article").length - 1;
  if (n) {
    place.fold = (hide) => {
      replies.hidden = hide;
      toggle.ariaExpanded = !hide;
      toggle.textContent = box.say(hide ? "show_replies" : "hide_replies", { n });
    };
    const toggle = button("quiet fold", { onclick: () => place.fold(!replies.hidden) });
    place.fold(false);
    actions.append(toggle);
  }
  return li;
}

// ``more`` is where the replies of this comment go on.
function addReplies(box, place, nodes, more) {
  const items = nodes.map((node) => item(box, node));
  place.replies.append(...items);
  if (more) {
    const next = box.way("more-replies", async () => {
      const { told } = await box.page({ cursor: more });
      next.remove();
      return addReplies(box, place, told.comments, told.next);
    });
    place.replies.append(h("li", next));
  }
  return items[0];
}

export function nameOf(box, { removed, author }) {
  return h("bdi name", removed ? box.say("removed_one") : author.name);
}

export function time(words, moment) {
  const date = new Date(moment);
  return h("time", { datetime: moment, title: words.date.format(date) }, words.ago(date));
}

function said(box, node, count, actions) {
  const { id, author, parent, depth, edited_at: edited } = node;
  const { words } = box;
  let name = nameOf(box, node);
  if (author.url) {
    name = foreign(h("a", { href: author.url }, name));
  }
  const badge = author.badge && [" ", h("span badge", box.say(author.badge))];
  const above = box.known.get(parent)?.node;
  // Where the indent has come to its end, the words say who is answered.
  const far = above?.depth === depth && nameOf(box, above);
  if (box.told.article.open) {
    const label = box.say("reply_to", { name: author.name });
    const reply = button("quiet reply", { "aria-label": label, onclick: () => box.form.answer(id, reply) }, box.say("reply"));
    actions.append(reply);
  }
  return [
    h(
      "header meta",
      count,
      letter(author.name),
      box.heading(depth, "by", { id: `by-${id}` }, words.parts(far ? "answers" : "says", { name: [name, badge], other: far })),
      h(
        "span when",
        link(`${here()}#comment-${id}`, time(words, node.published_at)),
        edited && [" · ", words.parts("edited", { when: time(words, edited) })],
      ),
    ),
    fill(h("div text"), node.html),
  ];
}

// A letter in a circle: no picture is fetched from anywhere.
function letter(name) {
  const circle = h("span letter", { "aria-hidden": "true" }, [...name.toUpperCase()][0]);
  const sum = [...name].reduce((total, sign) => total + sign.codePointAt(), 0);
  circle.style.setProperty("--hue", (sum % 12) * 30); // So that neighbours differ.
  return circle;
}

function gone(box, { id, depth, removed: { rule, by, at } }, count) {
  const key = by === "author" ? "withdrawn" : rule ? "removed_under" : "removed";
  const date = box.words.date.format(new Date(at));
  const why = box.words.parts(key, { date, rule: rule && ruleLink(box, rule) });
  return box.heading(depth, "why", { id: `by-${id}` }, count, why);
}

// Its name is fetched when somebody sees it: a thread itself needs one request.
function ruleLink(box, code) {
  const anchor = link(`${box.told.rules.url}#rule-${code}`, box.say("a_rule"));
  const eye = new IntersectionObserver(async ([seen]) => {
    if (seen.isIntersecting) {
      eye.disconnect();
      box.book ??= ask("rules.json", box.query, box.asked);
      const { told } = await box.book;
      const rule = told.rules.find((one) => one.code === code);
      anchor.textContent = rule ? box.say("rule", rule) : code;
    }
  });
  eye.observe(anchor);
  return anchor;
}
