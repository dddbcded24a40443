// What this browser keeps, and only after the reader asked: docs/decisions/0022.

import { SERVER } from "./server.js";

const MOST_OWN = 5;

// A getter each: where storage is switched off, only to name it throws.
const AREAS = { tab: () => sessionStorage, browser: () => localStorage };

const named = (name) => `commentbox ${SERVER.host} ${name}`;

export function kept(area, name) {
  try {
    return JSON.parse(AREAS[area]().getItem(named(name)));
  } catch {
    return null;
  }
}

// Nothing to keep removes what was kept.
export function keep(area, name, value) {
  try {
    if (value) {
      AREAS[area]().setItem(named(name), JSON.stringify(value));
    } else {
      AREAS[area]().removeItem(named(name));
    }
  } catch {
    // Then nothing is kept, and everything else works.
  }
}

export function ownComments(article) {
  return kept("browser", `own ${article}`) ?? [];
}

// Keeps one more, or forgets it where there is no token any more.
export function keepOwn(article, entry) {
  const others = ownComments(article).filter(({ id }) => id !== entry.id);
  const own = entry.token ? [...others, entry].slice(-MOST_OWN) : others;
  keep("browser", `own ${article}`, own[0] && own);
}
