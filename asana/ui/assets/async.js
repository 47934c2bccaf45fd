// Forms that keep the page: data-async sends the form and draws the part
// named by data-refresh again; data-auto saves whenever a value changes.
import { post } from "./ask.js";
import { showTimes } from "../page/time.js";
import { word } from "./words.js";

const doubleClick = 500; // ms
let drawn = 0; // when a part of the page was last drawn again

export function startAsync() {
  // The second half of a double click must not hit what has just appeared
  // under the pointer.
  document.addEventListener("click", (e) => {
    if (e.detail > 1 && Date.now() - drawn < doubleClick) e.preventDefault();
  }, true);
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.matches("[data-async], [data-auto]")) return;
    e.preventDefault();
    if (form.matches("[data-auto]")) save(form);
    else if (!form.dataset.confirm || window.confirm(form.dataset.confirm)) send(form, e.submitter);
  });
  document.addEventListener("change", (e) => {
    const form = e.target.form;
    if (form?.matches("[data-auto]")) save(form);
  });
}

async function send(form, submitter) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  submitter?.setAttribute("aria-busy", "true");
  complain(form, "");
  try {
    await post(form.action, new FormData(form, submitter));
    await refresh(form.dataset.refresh);
    if (form.dataset.focus) document.querySelector(form.dataset.focus)?.focus();
  } catch (e) {
    complain(form, e.message);
  } finally {
    delete form.dataset.sending;
    submitter?.removeAttribute("aria-busy");
  }
}

function complain(form, text) {
  form.parentNode.querySelector(":scope > .async-problem")?.remove();
  if (!text) return;
  const box = document.createElement("p");
  box.className = "async-problem field-error";
  box.setAttribute("role", "alert");
  box.textContent = text;
  form.after(box);
}

async function save(form) {
  const values = new URLSearchParams(new FormData(form)).toString();
  if (form.dataset.saved === values) return;
  say(word("saving"), false);
  try {
    await post(form.action, values);
    form.dataset.saved = values;
    mark(form, false);
    say(word("saved"), false);
  } catch (e) {
    mark(form, true);
    say(e.message, true);
  }
}

function mark(form, wrong) {
  for (const c of form.querySelectorAll("input, select, textarea")) c.setAttribute("aria-invalid", String(wrong));
}

function say(text, wrong) {
  const place = document.querySelector("[data-saved]");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("late", wrong);
}

// refresh draws the part with the id again, as the server has it now.
export async function refresh(id) {
  const response = await fetch(location.href, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
  if (!response.ok || !fresh) {
    location.reload();
    return;
  }
  document.getElementById(id).replaceWith(document.adoptNode(fresh));
  drawn = Date.now();
  showTimes(fresh);
}
