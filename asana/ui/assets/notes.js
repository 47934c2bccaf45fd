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
  const changed = () => area.value !== area.defaultValue;
  if (changed()) details.open = true;
  details.querySelector("[data-edit-cancel]").addEventListener("click", () => { details.open = false; });
  askBeforeLeaving(area.form, () => details.open && changed());
}

// askBeforeLeaving lets the browser ask before what is half written is lost.
// Saving does not lose it, nor does choosing another language.
function askBeforeLeaving(form, unsaved) {
  let kept = false;
  document.addEventListener("submit", (e) => { kept = e.target === form || e.target.matches("[data-languages]"); });
  window.addEventListener("beforeunload", (e) => {
    if (unsaved() && !kept) e.preventDefault();
  });
}
