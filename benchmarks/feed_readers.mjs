// What libraries of Node make of a feed: node feed_readers.mjs URL, one JSON line each.
// They are looked for in the folder that it is started in:
// npm install rss-parser feedme @extractus/feed-extractor
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const url = process.argv[2];
const type = (await fetch(url)).headers.get("content-type");

async function rssParser() {
  const Parser = require("rss-parser");
  const feed = await new Parser().parseURL(url);
  return feed.items.map((item) => [item.guid ?? item.id, item["content:encoded"] ?? item.content]);
}

async function feedme() {
  const FeedMe = require("feedme");
  const parser = new (type.includes("json") ? FeedMe.JSONFeed ?? FeedMe : FeedMe)(true);
  parser.end(await (await fetch(url)).text());
  const text = (value) => (typeof value === "object" ? value?.text : value);
  return parser.done().items.map((item) => [
    text(item.guid ?? item.id), text(item["content:encoded"] ?? item.content ?? item.content_html)]);
}

async function extractor() {
  const { extract } = await import(require.resolve("@extractus/feed-extractor"));
  const feed = await extract(url, { normalization: true, descriptionMaxLen: 0 });
  return feed.entries.map((entry) => [entry.id, entry.description]);
}

for (const [name, read] of Object.entries({ "rss-parser": rssParser, feedme, "@extractus/feed-extractor": extractor })) {
  try {
    console.log(JSON.stringify([name, await read()]));
  } catch (error) {
    console.log(JSON.stringify([name, String(error)]));
  }
}
