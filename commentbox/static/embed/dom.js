// Elements, and the one door through which HTML comes in.

const policy = globalThis.trustedTypes?.createPolicy("commentbox", { createHTML: (html) => html });

// h("p hint", { id }, …): a paragraph with the part "hint", attributes, what is inside.
export function h(what, ...inside) {
  const [tag, ...parts] = what.split(" ");
  const element = document.createElement(tag);
  if (parts[0]) {
    element.part = parts.join(" ");
  }
  for (const given of inside.flat(9)) {
    if (given?.constructor !== Object) {
      element.append(given || "");
      continue;
    }
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith("on")) {
        element[name] = value;
      } else if (value) {
        element.setAttribute(name, value);
      }
    }
  }
  return element;
}

export function button(parts, ...inside) {
  return h(`button ${parts}`, { type: "button" }, inside);
}

// Where we lead, nobody needs to know more than the site that it came from.
export function link(href, ...inside) {
  return h("a", { href, referrerpolicy: "strict-origin" }, inside);
}

// The address of the page. "#…" alone would go by its <base>.
export function here() {
  return location.href.split("#")[0];
}

// Where a reader leads, nobody needs to know anything.
export function foreign(anchor) {
  anchor.rel = "ugc nofollow noopener noreferrer";
  anchor.referrerPolicy = "no-referrer";
  return anchor;
}

// Only for what our server has sanitised: comments and previews.
export function fill(element, html) {
  element.dir = "auto";
  element.innerHTML = policy ? policy.createHTML(html) : html;
  element.querySelectorAll("a").forEach(foreign);
  return element;
}
