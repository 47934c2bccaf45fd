// A small editor for Asana's rich text: "<body>…</body>" with lines ended by
// line breaks. What goes in and what comes out passes through one list of
// tags; markup is never handed to the browser as text.
import { attributes, element } from "./combo.js";
import { drawing, word } from "./words.js";

const same = { strong: "strong", b: "strong", em: "em", i: "em", u: "u", s: "s", strike: "s", del: "s", code: "code",
  ol: "ol", ul: "ul", li: "li", blockquote: "blockquote", pre: "pre", h1: "h1", h2: "h2" };
const lines = ["div", "p"];
const tools = [
  ["bold", "B", "tool-bold"], ["italic", "I", "tool-italic"], ["underline", "U", "tool-underline"], ["strikeThrough", "S", "tool-strike"],
  ["insertUnorderedList"], ["insertOrderedList"], ["link"],
];

export class Editor {
  constructor(html, placeholder) {
    this.element = element("div", { className: "editor input" });
    this.area = element("div", { className: "editor-area rich", contentEditable: "true" });
    attributes(this.area, { role: "textbox", "aria-multiline": "true", "data-placeholder": placeholder });
    this.area.append(...clean(html));
    this.element.append(this.toolbar(), this.area);
    this.area.addEventListener("click", (e) => open(e.target.closest("a")));
    this.area.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) open(getSelection().anchorNode?.parentElement?.closest("a"));
    });
    // Plain text only: what other pages put on the clipboard is not ours.
    this.area.addEventListener("paste", (e) => {
      e.preventDefault();
      document.execCommand("insertText", false, e.clipboardData.getData("text/plain"));
    });
  }

  toolbar() {
    const bar = element("div", { className: "editor-tools" });
    bar.setAttribute("role", "toolbar");
    for (const [command, letter, look] of tools) bar.append(this.tool(command, letter, look));
    return bar;
  }

  tool(command, letter, look = "") {
    const b = element("button", { type: "button", className: "editor-tool " + look, title: word("editor_" + command) });
    b.append(letter ?? drawing(command));
    b.setAttribute("aria-label", word("editor_" + command));
    b.addEventListener("pointerdown", (e) => e.preventDefault()); // keep the selection
    b.addEventListener("click", () => {
      this.area.focus();
      document.execCommand("styleWithCSS", false, "false");
      if (command === "link") this.link();
      else document.execCommand(command);
    });
    return b;
  }

  link() {
    const address = window.prompt(word("link_text"), "https://");
    if (address && webAddress(address)) document.execCommand("createLink", false, address);
  }

  // html is what was written, "" when there is nothing.
  html() {
    const text = write(this.area).replace(/^\n+|\n+$/g, "");
    return text ? "<body>" + text + "</body>" : "";
  }
}

// open follows a link, which does nothing by itself where one writes.
function open(link) {
  if (link && webAddress(link.href)) window.open(link.href, "_blank", "noopener");
}

function webAddress(text) {
  return /^(https?:\/\/|mailto:)/i.test(text);
}

// clean reads markup without running it and copies what is allowed.
export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return copy(parsed.body);
}

function copy(from) {
  const nodes = [];
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) nodes.push(document.createTextNode(child.data));
    else if (child.nodeType === Node.ELEMENT_NODE) nodes.push(...copyElement(child));
  }
  return nodes;
}

function copyElement(e) {
  const tag = e.localName;
  if (tag === "br") return [document.createTextNode("\n")];
  if (tag === "hr") return [element("hr")];
  const inside = copy(e);
  if (tag === "a" && webAddress(e.getAttribute("href") ?? "")) return [wrap(element("a", { href: e.getAttribute("href") }), inside)];
  if (same[tag]) return [wrap(element(same[tag]), inside)];
  return lines.includes(tag) ? [...inside, document.createTextNode("\n")] : inside;
}

function wrap(e, inside) {
  e.append(...inside);
  return e;
}

// write turns what stands in the editor into markup again.
function write(from) {
  let out = "";
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) out += escape(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE) out += writeElement(child, out);
  }
  return out;
}

function writeElement(e, before) {
  const tag = e.localName;
  if (tag === "br") return e.nextSibling || !lines.includes(e.parentNode.localName) ? "\n" : "";
  if (tag === "hr") return "<hr/>";
  const inside = write(e);
  if (lines.includes(tag)) return (before && !before.endsWith("\n") ? "\n" : "") + inside + "\n";
  if (tag === "a") return `<a href="${escape(e.getAttribute("href") ?? "")}">${inside}</a>`;
  return same[tag] ? `<${same[tag]}>${inside}</${same[tag]}>` : inside;
}

// escape writes words as markup.
export function escape(text) {
  return text.replace(/\u00a0/g, " ").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
