// The introduction of an app: its steps change in place, and the last one
// connects to the app and adds it.
import { openConnect } from "./connect.js";
import { word } from "./words.js";

const steps = new Map();

function start() {
  const first = document.querySelector(".wizard");
  steps.set(first.dataset.step, first);
  for (const t of document.querySelectorAll("template[data-step]")) steps.set(t.dataset.step, t.content.firstElementChild);
  for (const step of steps.values()) prepare(step);
  window.addEventListener("popstate", () => show(new URLSearchParams(location.search).get("step") ?? "1"));
}

function prepare(step) {
  for (const link of step.querySelectorAll("[data-goto]")) {
    link.addEventListener("click", (e) => {
      e.preventDefault();
      history.pushState(null, "", link.href);
      show(link.dataset.goto);
    });
  }
  // Named from here on: before, the link would load a page.
  const next = step.querySelector(".btn-primary[data-goto]");
  if (next) next.dataset.test = "wizard-next";
  const box = step.querySelector("[data-connect]");
  if (box) box.querySelector("[data-connect-button]").addEventListener("click", () => connect(step, box));
}

function show(number) {
  const step = steps.get(number) ?? steps.get("1");
  document.querySelector(".wizard").replaceWith(step);
  step.querySelector("[data-connect-button], .btn-primary")?.focus();
}

async function connect(step, box) {
  const button = box.querySelector("[data-connect-button]");
  const waiting = box.querySelector("[data-connect-waiting]");
  problem(box, "");
  waiting.hidden = false;
  const result = await openConnect(box.dataset.connect);
  waiting.hidden = true;
  if (result === "success") step.querySelector("[data-install]").submit();
  else problem(box, word({ blocked: "connect_blocked", closed: "connect_closed" }[result] ?? "connect_failed", { app: box.dataset.appName }));
  button.focus();
}

function problem(box, text) {
  box.querySelector("[data-connect-problem]").hidden = !text;
  box.querySelector("[data-connect-text]").textContent = text;
}

start();
