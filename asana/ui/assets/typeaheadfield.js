// A field whose value is one of the app's suggestions.
import { Combo, element } from "./combo.js";
import { Field } from "./field.js";
import { icon } from "./icon.js";
import { drawing, word } from "./words.js";

export class Typeahead extends Field {
  make() {
    const box = element("div", { className: "combo" });
    this.combo = new Combo(box, {
      label: this.spec.name ?? "", placeholder: this.spec.placeholder ?? "",
      suggest: async (query, signal) => {
        const answer = await this.around.suggest(this.spec.typeahead_url, query, signal);
        Object.assign(this.around.icons, answer.icons);
        return { header: answer.list.header, items: answer.list.items, icons: answer.icons };
      },
      picked: (item) => this.pick(item),
      failed: (e) => this.around.failed(e),
    });
    this.frameCombo(box);
    this.item = this.spec.value;
    this.showItem();
  }

  frameCombo(box) {
    this.control = this.combo.input;
    this.control.id = this.id;
    this.control.removeAttribute("aria-label");
    this.control.setAttribute("aria-describedby", this.complaint.id);
    this.picture = element("span", { className: "combo-picture" });
    this.clearButton = element("button", { type: "button", className: "combo-clear" });
    this.clearButton.append(drawing("close"));
    this.clearButton.setAttribute("aria-label", word("clear"));
    this.clearButton.dataset.test = "clear-" + this.spec.id;
    this.clearButton.addEventListener("click", () => this.clear());
    const line = element("div", { className: "combo-line" });
    this.control.replaceWith(line);
    line.append(this.picture, this.control, this.clearButton);
    this.element.append(this.label(), box, this.complaint);
    this.control.addEventListener("input", () => {
      this.error("");
      this.forget();
    });
    this.control.addEventListener("click", () => {
      if (this.combo.list.hidden) this.combo.ask(this.item ? "" : undefined);
    });
  }

  pick(item) {
    this.item = item;
    this.error("");
    this.showItem();
    this.changed();
  }

  // clear empties the field and offers the choices anew. What needs a value is
  // being chosen again: the app hears of it when that is done.
  clear() {
    const had = this.item;
    this.item = undefined;
    this.showItem();
    this.control.focus();
    if (had && !this.spec.is_required) this.changed();
    if (this.element.isConnected) this.combo.ask("");
  }

  // forget drops the chosen item as soon as its text is no longer there.
  forget() {
    if (!this.item || this.control.value === this.item.title) return;
    this.item = undefined;
    this.picture.replaceChildren();
    this.clearButton.hidden = this.control.value === "";
  }

  showItem() {
    this.control.value = this.item?.title ?? "";
    this.picture.replaceChildren(...icon(this.item?.icon_url, this.around.icons));
    this.clearButton.hidden = !this.item;
  }

  unfinished() {
    return !this.item && this.control.value.trim() !== "" ? word("pick") : "";
  }

  value() {
    return this.item;
  }
}
