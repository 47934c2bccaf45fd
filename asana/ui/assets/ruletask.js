// The choice of a task for a dry run: a list without script, suggestions
// with it.
import { ask } from "./ask.js";
import { Combo, element } from "./combo.js";

export function startTaskChoice(root) {
  const box = root.querySelector("[data-tasks]");
  const select = box?.querySelector("select");
  if (!select) return;
  const { tasks, task, taskName, label } = box.dataset;
  const chosen = element("input", { type: "hidden", name: "task", value: task });
  const place = element("div", { className: "combo" });
  const combo = new Combo(place, {
    label, test: "try-task",
    suggest: async (query, signal) => {
      const answer = await ask(tasks + "?" + new URLSearchParams({ q: query }), undefined, signal);
      return { items: answer.list.items, icons: answer.icons };
    },
    picked: (item) => {
      chosen.value = item.value;
      combo.input.value = item.title;
    },
    failed: (e) => combo.say(e.message),
  });
  Object.assign(combo.input, { id: select.id, value: taskName });
  combo.input.removeAttribute("aria-label");
  combo.input.addEventListener("input", () => { chosen.value = ""; });
  combo.input.addEventListener("click", () => combo.list.hidden && combo.ask(""));
  combo.input.addEventListener("keydown", (e) => {
    if (e.key === "Enter") e.preventDefault(); // it would save the rule
  });
  select.replaceWith(place, chosen);
}
