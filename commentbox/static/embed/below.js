// What stands below every discussion: the rules, and the feeds.

import { h, link } from "./dom.js";

// The text of the rules comes as lines: "1. Title: text", then notes.
export function rules(box, { intro, text, url }) {
  const rules = h("ol rule-list", { role: "list" });
  const notes = h("ul notes");
  for (const line of text.split("\n")) {
    const [, number, title, said] = /^(\d+)\.\s(.+?):\s(.*)/.exec(line) ?? [];
    if (number) {
      rules.append(h("li rule", box.heading(2, "rule-title", h("span rule-number", number), " ", title), h("p", said)));
    } else {
      notes.append(h("li", line));
    }
  }
  return [
    box.heading(1, "heading", box.say("moderated")),
    h("p", intro),
    h("details rules", { open: true }, h("summary", box.say("rules")), rules, notes, h("p hint", link(url, box.say("rules_page")))),
  ];
}

// Of the comments here, and of the site's articles where it has said so.
export function feeds(box, { rss }, links) {
  const main = /<([^>]+)>;\s*rel="?alternate/.exec(links)?.[1];
  const list = [["comment_feed", rss], main && ["site_feed", main]].filter(Boolean);
  return [
    box.heading(1, "heading", box.say("follow")),
    h("p", box.say(main ? "feeds" : "feed")),
    h("ul feeds", { role: "list" }, list.map(([key, url]) => h("li", link(url, { type: "application/rss+xml" }, box.say(key))))),
  ];
}
