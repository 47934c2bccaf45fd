// A text field with suggestions: a combobox with a list below, for pointer
// and keyboard (arrows, Enter, Escape) alike.
import { word } from "./words.js";
import { icon } from "./icon.js";

const pause = 200; // ms of silence before asking
const released = ["pointerup", "pointercancel"];
let count = 0;
let pressed = false;

document.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const kind of released) document.addEventListener(kind, () => { pressed = false; }, true);

// Combo calls suggest(query, signal), which answers {header, items, icons},
// and picked(item) when an item is chosen. What could not be suggested is
// handed to failed(error).
export class Combo {
  constructor(box, { suggest, picked, failed, label, placeholder = "", test = "" }) {
    Object.assign(this, { box, suggest, picked, failed });
    this.items = [];
    this.active = -1;
    this.build(label, placeholder, test);
  }

  build(label, placeholder, test) {
    const id = "combo-" + ++count;
    this.input = element("input", { type: "text", role: "combobox", autocomplete: "off", spellcheck: false, placeholder });
    if (test) this.input.dataset.test = test;
    attributes(this.input, { "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-label": label });
    this.list = element("ul", { id, hidden: true, className: "combo-list" });
    attributes(this.list, { role: "listbox", "aria-label": label });
    this.note = element("p", { hidden: true, className: "hint combo-note" });
    this.note.setAttribute("role", "status");
    this.box.append(this.input, this.note, this.list);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (e) => this.key(e));
    // Not on blur alone: a click on an option takes the focus away first.
    this.box.addEventListener("focusout", (e) => {
      if (!this.box.contains(e.relatedTarget)) afterPress(() => this.left());
    });
  }

  // later asks once the person stops typing. What is listed belongs to other
  // words and goes at once.
  later() {
    this.stop();
    this.timer = setTimeout(() => this.ask(), pause);
  }

  // ask shows suggestions for what is typed, or for the query given.
  async ask(query = this.input.value.trim()) {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.say(word("loading"));
    try {
      const answer = await this.suggest(query, asking.signal);
      if (this.asking === asking) this.show(answer, query);
    } catch (e) {
      if (e.name === "AbortError" || this.asking !== asking) return;
      this.hide();
      this.failed(e);
    }
  }

  show({ header = "", items, icons }, query) {
    this.items = items;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...(header ? [element("li", { className: "combo-header", textContent: header, role: "presentation" })] : []));
    items.forEach((item, i) => this.list.append(this.option(item, i, icons)));
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    if (items.length > 0) this.say("");
    else this.say(header || word(query === "" ? "type_to_search" : "not_found"));
  }

  option(item, i, icons) {
    const li = element("li", { className: "combo-option", id: this.list.id + "-" + i });
    attributes(li, { role: "option", "aria-selected": "false" });
    li.dataset.test = "lookup-option";
    li.dataset.value = item.value;
    const text = element("span", { className: "combo-text" });
    text.append(element("span", { textContent: item.title }));
    if (item.subtitle) text.append(element("span", { className: "hint", textContent: item.subtitle }));
    li.append(...icon(item.icon_url, icons), text);
    li.addEventListener("pointerdown", (e) => e.preventDefault()); // keep the focus in the field
    li.addEventListener("click", () => this.pick(i));
    return li;
  }

  pick(i) {
    const item = this.items[i];
    this.stop();
    this.picked(item);
  }

  key(e) {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(e.key === "ArrowDown" ? 1 : -1);
    } else if (e.key === "Enter" && !this.list.hidden && this.active >= 0) {
      e.preventDefault();
      this.pick(this.active);
    } else if (e.key === "Escape" && !this.list.hidden) {
      e.preventDefault(); // the list closes first, then the dialog
      e.stopPropagation();
      this.stop();
    }
  }

  move(step) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
    const now = options[this.active];
    now.setAttribute("aria-selected", "true");
    now.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", now.id);
  }

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  left() {
    if (!this.box.contains(document.activeElement)) this.hide();
  }

  hide() {
    this.items = [];
    this.active = -1;
    this.list.replaceChildren();
    this.list.hidden = true;
    this.say("");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  // stop hides the list and forgets a question that is on its way.
  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
    this.hide();
  }
}

// afterPress waits until no button is held down. What a person presses must
// not move away under the pointer because a list above it closes.
function afterPress(then) {
  if (!pressed) then();
  else for (const kind of released) document.addEventListener(kind, () => setTimeout(then), { once: true });
}

// element makes an element with properties set.
export function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

export function attributes(e, values) {
  for (const [name, value] of Object.entries(values)) e.setAttribute(name, value);
}
