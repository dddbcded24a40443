// Asking the server that this script came from: no cookie, no third party.

export const SERVER = new URL(".", import.meta.url);

export function address(path, query) {
  const url = new URL(path, SERVER);
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values || []].flat()) {
      url.searchParams.append(name, value);
    }
  }
  return url;
}

// Throws what the server has told, with its status; without a connection there is none.
export async function ask(path, query, { method, body, token, key, signal } = {}) {
  const headers = {
    ...(body && { "Content-Type": "application/json" }),
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(key && { "Idempotency-Key": key }),
  };
  const asked = { method, headers, signal, body: JSON.stringify(body), credentials: "omit" };
  const answer = await fetch(address(path, query), asked);
  const { status } = answer;
  const told = status === 204 || (await answer.json());
  if (status > 299) {
    throw { status, told };
  }
  return { told, links: answer.headers.get("Link") };
}
