// The description: reading, and editing with the editor instead of markup.
import { Editor } from "./editor.js";

export function startNotes() {
  for (const area of document.querySelectorAll("textarea[data-rich]")) {
    const editor = new Editor(area.value, "");
    editor.area.dataset.test = area.dataset.test;
    delete area.dataset.test;
    editor.area.setAttribute("aria-labelledby", area.getAttribute("aria-labelledby"));
    area.hidden = true;
    area.before(editor.element);
    // The field follows, so that it can be sent and kept like any other.
    editor.area.addEventListener("input", () => { area.value = editor.html().replace(/^<body>|<\/body>$/g, ""); });
    open(area, editor);
  }
}

function open(area, editor) {
  const details = area.closest("details[data-edit]");
  const shown = details.parentNode.querySelector(".rich:not(.editor-area)");
  details.addEventListener("toggle", () => {
    if (shown) shown.hidden = details.open;
    if (details.open) editor.area.focus();
  });
  if (area.value !== area.defaultValue) details.open = true; // kept over a change of language
  details.querySelector("[data-edit-cancel]").addEventListener("click", () => { details.open = false; });
}
