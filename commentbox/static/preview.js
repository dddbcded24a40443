// The preview beside the form, fresh as long as it is open.

const PAUSE_MS = 1200; // Stays below the 60 previews a minute that the server grants.

const form = document.querySelector("#write form[data-preview]");
const box = form?.querySelector("[data-preview-box]");
let timer = 0;
let latest = 0;

form?.addEventListener("submit", (event) => {
  if (event.submitter?.value === "preview") {
    event.preventDefault();
    show();
  }
});

form?.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (event.target.name === "body" && !box.hidden) {
    timer = setTimeout(show, PAUSE_MS);
  }
});

async function show() {
  const mine = ++latest;
  const body = form.elements.namedItem("body");
  const html = await rendered(body.value);
  if (mine !== latest) {
    return;
  }
  if (html === null) {
    box.hidden = true;
    body.focus();
  } else {
    // Sanitised by the server like every comment of the thread.
    box.querySelector("[data-shown]").innerHTML = html;
    box.hidden = false;
  }
}

async function rendered(body) {
  const headers = { "Content-Type": "application/json" };
  const asked = { method: "POST", credentials: "omit", headers, body: JSON.stringify({ body }) };
  try {
    const response = await fetch(form.dataset.preview, asked);
    const told = await response.json();
    return response.ok ? told.html : null;
  } catch {
    return null;
  }
}
