// Asking the server: an answer, or what kept it away. Nothing is thrown.

/** Return {ok, status, body}, or {trouble} where there was no answer of the desk. */
export async function ask(url, data) {
  const request = { headers: { Accept: "application/json" }, redirect: "manual" };
  if (data) Object.assign(request, { method: "POST", body: data, keepalive: true });
  try {
    const answer = await fetch(url, request);
    // Who is signed out is sent to the door.
    if (answer.type === "opaqueredirect") return { trouble: "signed_out" };
    const type = answer.headers.get("Content-Type") ?? "";
    const body = type.includes("json") ? await answer.json() : {};
    return { ok: answer.ok, status: answer.status, body };
  } catch {
    return { trouble: "failed" };
  }
}

/** Return form data that the desk believes to be its own. */
export function signed(fields) {
  const data = new FormData();
  data.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}
