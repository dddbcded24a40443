// Sending and answering without leaving the page: all of it also works without this.

const write = document.getElementById("write");
const form = write?.querySelector("form[data-post]");
const part = (name) => write.querySelector(`[data-${name}]`);
const field = (name) => form.elements.namedItem(name);
const home = document.createComment(""); // Where the form stands that answers nobody.
let opener = null;
let attempt = {};

if (form) {
  write.before(home);
  form.noValidate = true; // The server says what is wrong, in the page's language.
  form.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const reply = event.target.closest("a[data-reply]");
  if (reply) {
    event.preventDefault();
    answer(reply);
  } else if (event.target.closest("a[data-cancel]")) {
    event.preventDefault();
    goHome();
    (opener ?? field("body")).focus();
  }
}

function answer(reply) {
  opener = reply;
  reply.closest("article").after(write);
  part("heading").textContent = reply.dataset.heading;
  field("parent").value = reply.dataset.reply;
  part("cancel").hidden = false;
  open();
}

function goHome() {
  home.after(write);
  part("heading").textContent = part("heading").dataset.heading;
  field("parent").value = "";
  part("cancel").hidden = true;
}

function open() {
  part("status").replaceChildren();
  form.hidden = false;
  field("body").focus();
}

async function onSubmit(event) {
  if (event.submitter?.value === "preview") {
    return;
  }
  event.preventDefault();
  if (form.ariaBusy === "true") {
    return;
  }
  forgive();
  form.ariaBusy = "true";
  const { ok, told } = await send();
  form.ariaBusy = "false";
  if (ok) {
    thank(told);
  } else {
    complain(told);
  }
}

// Sent again after a broken connection, the same text must not arrive twice.
async function send() {
  const body = new URLSearchParams(new FormData(form));
  if (attempt.body !== body.toString()) {
    attempt = { body: body.toString(), key: randomKey() };
  }
  const headers = { "Idempotency-Key": attempt.key };
  try {
    const asked = { method: "POST", credentials: "omit", headers, body };
    const response = await fetch(form.dataset.post, asked);
    const told = await response.json();
    if (response.status < 500) {
      attempt = {};
    }
    return { ok: response.ok, told };
  } catch {
    return { ok: false, told: { detail: form.dataset.failed } };
  }
}

function thank({ id, author_token }) {
  const own = new URL(form.dataset.mine.replace("/ID/", `/${id}/`));
  own.searchParams.set("token", author_token);
  part("status").replaceChildren(part("thanks").content.cloneNode(true));
  part("own").href = own.href;
  part("again").addEventListener("click", () => {
    goHome();
    open();
  });
  field("body").value = "";
  form.hidden = part("cancel").hidden = part("preview-box").hidden = true;
  part("status").focus();
}

function complain({ detail, errors = {}, notice }) {
  const homeless = Object.keys(errors).filter((name) => !blame(name, errors[name]));
  if (notice) {
    field("notice_version").value = notice.version;
    field("consent").checked = false; // Of a box: the new wording was not yet agreed to.
    const link = part("sentence").querySelector("a");
    part("sentence").replaceChildren(notice.text, " ", link ?? "");
  }
  const lines = [detail, ...homeless.flatMap((name) => errors[name])];
  part("message").innerText = lines.join("\n");
  part("message").hidden = false;
  (form.querySelector("[aria-invalid]") ?? part("message")).focus();
}

// Returns whether there was a place for it.
function blame(name, messages) {
  const place = form.querySelector(`[data-error="${CSS.escape(name)}"]`);
  if (place) {
    place.textContent = messages.join(" ");
    place.hidden = false;
    field(name).ariaInvalid = "true";
  }
  return Boolean(place);
}

function forgive() {
  part("message").hidden = true;
  for (const place of form.querySelectorAll("[data-error]")) {
    place.hidden = true;
    field(place.dataset.error).ariaInvalid = null;
  }
}

// Not randomUUID: that one is missing where a page comes without https.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
