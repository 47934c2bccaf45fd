// Rich text that an app gives to read: its links lead on and can be copied. Few
// forms have any, so this is loaded by those.
import { attributes, element } from "./combo.js";
import { clean } from "./editor.js";
import { word } from "./words.js";

// show puts the text of a field below its name.
export function show(field) {
  const text = element("div", { className: "rich" });
  text.append(...clean(field.spec.value ?? ""));
  for (const link of text.querySelectorAll("a")) {
    attributes(link, { target: "_blank", rel: "noopener noreferrer" });
    link.after(" ", copier(link.href));
  }
  field.element.firstChild.classList.add("field-label");
  field.element.firstChild.after(text);
}

function copier(address) {
  const button = element("button", { type: "button", className: "btn btn-small", textContent: word("copy_link") });
  button.dataset.test = "copy-link";
  button.addEventListener("click", async () => {
    await copy(address);
    button.textContent = word("copied");
  });
  return button;
}

// copy takes the old way where there is no clipboard: over plain http.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  document.addEventListener("copy", (e) => {
    e.clipboardData.setData("text/plain", text);
    e.preventDefault();
  }, { once: true });
  document.execCommand("copy");
}
