// The description: reading, and editing with the editor instead of markup.
import { Editor, escape } from "./editor.js";

export function startNotes() {
  for (const area of document.querySelectorAll("textarea[data-rich]")) {
    const kind = area.form.elements.kind;
    if (area.value !== area.defaultValue) kind.value = "html"; // kept over a change of language
    const editor = new Editor(kind.value === "html" ? area.value : escape(area.value), "");
    editor.area.dataset.test = area.dataset.test;
    delete area.dataset.test;
    editor.area.setAttribute("aria-labelledby", area.getAttribute("aria-labelledby"));
    area.hidden = true;
    area.before(editor.element);
    // The field follows, so that it can be sent and kept like any other.
    editor.area.addEventListener("input", () => {
      area.value = editor.html().replace(/^<body>|<\/body>$/g, "");
      kind.value = "html";
    });
    open(area, editor);
  }
}

function open(area, editor) {
  const details = area.closest("details[data-edit]");
  const shown = details.parentNode.querySelector("[data-shown]");
  details.addEventListener("toggle", () => {
    if (shown) shown.hidden = details.open;
    if (details.open) editor.area.focus();
  });
  if (area.value !== area.defaultValue) details.open = true;
  details.querySelector("[data-edit-cancel]").addEventListener("click", () => { details.open = false; });
}
