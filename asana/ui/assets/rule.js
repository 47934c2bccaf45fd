// The builder of a rule. Its buttons send the form, and what comes back is
// drawn in place of it: the server keeps everything that was typed. Without
// script the same happens with a whole page.
import { showTimes } from "../page/time.js";
import { startActions } from "./ruleaction.js";
import { startTaskChoice } from "./ruletask.js";
import { word } from "./words.js";

let sending = false;

const builder = () => document.getElementById("builder");

// Back from the browser's memory: what was saved is as it was left, but idle.
window.addEventListener("pageshow", (e) => { if (e.persisted && sending) location.reload(); });

function start(root) {
  startActions(root, save);
  startTaskChoice(root);
}

document.addEventListener("submit", (e) => {
  if (!e.target.matches("[data-builder]")) return;
  e.preventDefault();
  const ask = e.submitter?.dataset.confirm;
  if (!ask || window.confirm(ask)) send(e.target, e.submitter);
}, true);

// save presses the button that saves; see send.
function save() {
  const form = builder().querySelector("[data-builder]");
  return send(form, form.querySelector("[data-test=save-rule]"));
}

// send posts the form as the button would. It answers {left} when the page is
// being left for another, and {problem} when nothing could be drawn.
async function send(form, submitter) {
  if (sending) return { problem: word("saving") };
  sending = true;
  say("");
  submitter?.setAttribute("aria-busy", "true");
  const result = await exchange(form, submitter);
  if (result.left) return result; // and nothing is sent again
  sending = false;
  submitter?.removeAttribute("aria-busy");
  say(result.problem ?? "");
  return result;
}

async function exchange(form, submitter) {
  try {
    const response = await post(submitter?.getAttribute("formaction") ?? form.action, new FormData(form, submitter));
    if (response.redirected && !new URL(response.url).pathname.startsWith("/-/")) {
      location.assign(response.url);
      return { left: true };
    }
    return draw(response, await response.text(), submitter);
  } catch (e) {
    if (!(e instanceof TypeError)) throw e;
    return { problem: word("offline") };
  }
}

function post(address, values) {
  const marked = builder().querySelector("[aria-invalid=true], .is-wrong, [role=alert]:not(:empty)"); // and may not be wrong any more
  const part = values.get("do") === "try" && !marked ? "dry-run" : "builder";
  return fetch(address, { method: "POST", body: new URLSearchParams(values), headers: { Accept: "text/html", "X-Part": part }, credentials: "same-origin" });
}

// draw shows the builder that came back, or its dry run alone. Of another page
// nothing is shown but that it did not work: what was typed stays.
function draw(response, text, submitter) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("#builder, #dry-run");
  if (!fresh) return { problem: response.redirected ? word("signed_out") : page.querySelector("[data-test=error-page] > p")?.textContent || word("failed") };
  const pressed = { name: submitter?.name, value: submitter?.value };
  document.getElementById(fresh.id).replaceWith(document.adoptNode(fresh));
  showTimes(fresh);
  start(fresh);
  focus(pressed);
  return {};
}

function say(text) {
  const place = builder().querySelector("[data-said]");
  if (place) place.textContent = text;
}

// focus goes to what the press was about: the new row, the place of the one
// that went, the first that is wrong, or the result.
function focus({ name, value }) {
  const find = (css) => builder().querySelector(css);
  const added = name === "add" && find("[data-focus]")?.closest("[data-part]");
  if (added) {
    (added.querySelector(".rule-inputs :is(select, input:not([type=hidden]), textarea, button)") ?? find("[data-focus]")).focus();
  } else if (name === "renew") {
    find(`[name=renew][value="${value}"]`)?.closest(".rule-part").querySelector("[data-test=secret-address]").focus();
  } else if (name === "remove") {
    find(`[data-test="add-${value[0]}"]`)?.focus();
  } else if (!document.querySelector("dialog[open]")) {
    (find("[aria-invalid=true]") ?? find(".is-wrong button[data-fill], .is-wrong select") ?? find("#tried") ?? find("[data-test=save-rule]"))?.focus();
    find("[role=alert]:not(:empty)")?.scrollIntoView({ block: "nearest" });
  }
}

start(builder());
