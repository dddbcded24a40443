// What a box says: a catalogue, with English where it has a gap, and times in words.

import { WORDS } from "./carried.js";

const STEPS = { minute: 60, hour: 24, day: 7, week: 4.348, month: 12, year: Infinity };

export class Words {
  // ``other`` is a catalogue that the page brings along.
  constructor(page, other) {
    const bare = (other?.lang ?? page).split(/[-_]/)[0].toLowerCase();
    this.lang = other || WORDS[bare] ? bare : "en";
    this.texts = { ...WORDS.en, ...WORDS[bare], ...other };
    this.plural = new Intl.PluralRules(this.lang);
    this.span = new Intl.RelativeTimeFormat(this.lang);
    this.date = new Intl.DateTimeFormat(this.lang, { dateStyle: "long", timeStyle: "short" });
  }

  // Values may be elements: what comes back is a list for h().
  parts(key, values) {
    let text = this.texts[key];
    if (text.other) {
      const { n } = values;
      text = (!n && text.zero) || (text[this.plural.select(n)] ?? text.other);
    }
    return text.split(/[{}]/).map((part, place) => (place % 2 ? this.shown(values[part]) : part));
  }

  shown(value) {
    return typeof value === "number" ? value.toLocaleString(this.lang) : value;
  }

  say(key, values) {
    return this.parts(key, values).join("");
  }

  ago(moment) {
    let span = (Date.now() - moment) / 60_000;
    if (span >= 1) {
      for (const [unit, size] of Object.entries(STEPS)) {
        if (span < size) {
          return this.span.format(-Math.floor(span), unit);
        }
        span /= size;
      }
    }
    return this.texts.now; // Also where the reader's clock is slow: never the future.
  }
}

export function languageOf(element) {
  return element.closest("[lang]")?.lang || navigator.language;
}
