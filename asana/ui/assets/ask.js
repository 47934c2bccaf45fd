// Requests to our own server, and what can come of them.
import { word } from "./words.js";

// Refused is an answer other than yes. Its message is for the reader; answer
// is what the server sent, {} when it sent nothing we understand.
export class Refused extends Error {
  constructor(text, status = 0, answer = {}) {
    super(text);
    this.status = status;
    this.answer = answer;
  }
}

// ask gets JSON, or posts body as JSON and gets JSON.
export function ask(url, body, signal) {
  const options = { headers: { Accept: "application/json" }, signal };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  return send(url, options);
}

// post sends form values, as the form itself would.
export function post(url, values) {
  return send(url, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(values) });
}

async function send(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, credentials: "same-origin", redirect: "manual" });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Refused(word("offline"));
  }
  const answer = await read(response);
  if (response.ok) return answer;
  if (response.status === 401 || response.type === "opaqueredirect") throw new Refused(word("signed_out"), 401);
  throw new Refused(answer.error || word("failed"), response.status, answer);
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}
