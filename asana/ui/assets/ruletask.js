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
  const wrong = select.getAttribute("aria-invalid");
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
      combo.input.removeAttribute("aria-invalid");
    },
    failed: (e) => combo.say(e.message),
  });
  Object.assign(combo.input, { id: select.id, name: "task_name", value: taskName });
  combo.input.removeAttribute("aria-label");
  if (wrong) combo.input.setAttribute("aria-invalid", wrong);
  combo.input.addEventListener("input", () => { chosen.value = ""; });
  combo.input.addEventListener("click", () => combo.list.hidden && combo.ask(""));
  combo.input.addEventListener("keydown", (e) => {
    if (e.key !== "Enter") return;
    e.preventDefault(); // it would save the rule
    if (combo.items.length === 1) combo.pick(0);
  });
  select.replaceWith(place, chosen);
}
