// Choosing another language loads the page again. What was typed is kept over
// that one load, in this tab only. Passwords and files are never kept.

const key = "draft:" + location.pathname;

export function startDrafts(root) {
  restore(root);
  for (const form of root.querySelectorAll("form[data-languages]")) {
    form.addEventListener("submit", () => keep(root));
  }
}

function controls(root) {
  return [...root.querySelectorAll("input, select, textarea")].filter(
    (c) => c.name && !["password", "file", "hidden", "submit"].includes(c.type) && !c.closest("form[data-languages]"),
  );
}

function keep(root) {
  const kept = controls(root).map((c) => [c.name, c.value, c.type === "checkbox" || c.type === "radio" ? c.checked : null]);
  sessionStorage.setItem(key, JSON.stringify(kept));
}

function restore(root) {
  const text = sessionStorage.getItem(key);
  if (text === null) return;
  sessionStorage.removeItem(key);
  const kept = JSON.parse(text);
  const all = controls(root);
  if (kept.length !== all.length) return;
  all.forEach((c, i) => {
    const [name, value, checked] = kept[i];
    if (c.name !== name) return;
    if (checked === null) c.value = value;
    else if (c.value === value) c.checked = checked;
    c.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
