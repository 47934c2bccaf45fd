// The fields an app's form can have. build makes one from its description;
// each has value(), error(text), focus() and its element.
import { Combo, attributes, element } from "./combo.js";
import { icon, setIcon } from "./icon.js";
import { Editor } from "./editor.js";
import { word } from "./words.js";

let count = 0;

// build makes a field. Around is what it needs of its form: icons,
// suggest(url, query, signal), failed(error) and changed(id).
export function build(spec, around) {
  const kinds = {
    static_text: StaticText, single_line_text: Line, multi_line_text: Lines, rich_text: Rich, dropdown: Dropdown,
    radio_button: Radios, checkbox: Boxes, date: DateField, datetime: Moment, typeahead: Typeahead,
  };
  return new (kinds[spec.type] ?? StaticText)(spec, around);
}

// Field is what all have in common: a label, a control, an error.
class Field {
  constructor(spec, around) {
    this.spec = spec;
    this.around = around;
    this.id = "field-" + ++count;
    this.element = element("div", { className: "field" + (spec.width === "half" ? " field-half" : "") });
    this.element.dataset.test = "field-" + spec.id;
    this.complaint = element("p", { className: "field-error", id: this.id + "-error" });
    this.make();
    this.error(spec.error ?? "");
  }

  // frame puts the label above the control and the error below.
  frame(control, ...more) {
    this.control = control;
    control.id = this.id;
    control.setAttribute("aria-describedby", this.complaint.id);
    this.element.append(this.label(), control, ...more, this.complaint);
    control.addEventListener("change", () => this.changed());
  }

  label() {
    const label = element("label", { htmlFor: this.id });
    this.fillLabel(label);
    return label;
  }

  fillLabel(label) {
    label.append(element("span", { textContent: this.spec.name ?? "" }));
    if (this.spec.is_required) label.append(element("span", { className: "field-required", textContent: " *", ariaHidden: "true" }));
  }

  changed() {
    this.error("");
    if (this.spec.is_watched) this.around.changed(this.spec.id);
  }

  error(text) {
    this.complaint.textContent = text;
    if (this.control) this.control.setAttribute("aria-invalid", String(text !== ""));
  }

  get hasError() {
    return this.complaint.textContent !== "";
  }

  // unfinished says what is wrong before anything is sent, or "".
  unfinished() {
    return "";
  }

  value() {
    return this.control.value;
  }

  focus() {
    this.control?.focus();
  }
}

class StaticText extends Field {
  make() {
    const header = this.spec.style === "header";
    this.element.append(element(header ? "h3" : "p", { textContent: this.spec.name ?? "" }), this.complaint);
  }

  value() {
    return undefined;
  }
}

class Line extends Field {
  make() {
    const input = element("input", { type: "text", maxLength: 200, placeholder: this.spec.placeholder ?? "", defaultValue: this.spec.value ?? "" });
    input.required = Boolean(this.spec.is_required);
    this.frame(input);
  }
}

class Lines extends Field {
  make() {
    const area = element("textarea", { rows: 5, maxLength: 3000, placeholder: this.spec.placeholder ?? "", defaultValue: this.spec.value ?? "" });
    area.required = Boolean(this.spec.is_required);
    this.frame(area);
  }
}

class Rich extends Field {
  make() {
    this.editor = new Editor(this.spec.value ?? "", this.spec.placeholder ?? "");
    const label = element("span", { className: "field-label", id: this.id + "-label" });
    this.fillLabel(label);
    this.control = this.editor.area;
    attributes(this.control, { "aria-labelledby": label.id, "aria-describedby": this.complaint.id });
    this.element.append(label, this.editor.element, this.complaint);
    this.control.addEventListener("blur", () => {
      if (this.value() !== this.last) this.changed();
      this.last = this.value();
    });
    this.last = this.value();
  }

  value() {
    return this.editor.html();
  }
}

class Dropdown extends Field {
  make() {
    const select = element("select");
    select.required = Boolean(this.spec.is_required);
    const chosen = this.spec.value ?? "";
    if (!this.spec.is_required || !chosen) select.append(new Option(this.spec.placeholder || word("choose"), ""));
    for (const o of this.spec.options ?? []) select.append(new Option(o.label, o.id, false, o.id === chosen));
    this.picture = element("img", { className: "app-picture", alt: "", hidden: true });
    const box = element("div", { className: "with-picture" });
    this.frame(select);
    select.replaceWith(box);
    box.append(this.picture, select);
    select.addEventListener("change", () => this.showPicture());
    this.showPicture();
  }

  showPicture() {
    const option = (this.spec.options ?? []).find((o) => o.id === this.control.value);
    setIcon(this.picture, option?.icon_url, this.around.icons);
  }
}

// Choices are several inputs under one heading.
class Choices extends Field {
  makeChoices(type, isChosen) {
    const set = element("fieldset", { className: "stack stack-tight" });
    const legend = element("legend", { className: "field-label" });
    this.fillLabel(legend);
    set.append(legend);
    this.inputs = (this.spec.options ?? []).map((o) => {
      const input = element("input", { type, name: this.id, value: o.id, checked: isChosen(o.id) });
      const text = element("span", { textContent: o.label });
      if (o.sub_label) text.append(element("span", { className: "hint", textContent: o.sub_label }));
      const label = element("label", { className: "check" });
      label.append(input, text);
      set.append(label);
      return input;
    });
    set.setAttribute("aria-describedby", this.complaint.id);
    set.addEventListener("change", () => this.changed());
    this.element.append(set, this.complaint);
  }

  focus() {
    this.inputs[0]?.focus();
  }
}

class Radios extends Choices {
  make() {
    this.makeChoices("radio", (id) => id === this.spec.value);
  }

  value() {
    return this.inputs.find((i) => i.checked)?.value ?? "";
  }
}

class Boxes extends Choices {
  make() {
    const chosen = this.spec.value ?? [];
    this.makeChoices("checkbox", (id) => chosen.includes(id));
  }

  value() {
    return this.inputs.filter((i) => i.checked).map((i) => i.value);
  }
}

class DateField extends Field {
  make() {
    this.frame(element("input", { type: "date", defaultValue: (this.spec.value ?? "").slice(0, 10) }));
  }
}

// Moment is shown in the reader's time zone and sent as UTC.
class Moment extends Field {
  make() {
    this.frame(element("input", { type: "datetime-local", defaultValue: local(this.spec.value) }));
  }

  value() {
    return this.control.value ? new Date(this.control.value).toISOString() : "";
  }
}

function local(text) {
  const moment = new Date(text ?? "");
  if (Number.isNaN(moment.getTime())) return "";
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

class Typeahead extends Field {
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
    this.clearButton = element("button", { type: "button", className: "combo-clear", textContent: "×" });
    this.clearButton.setAttribute("aria-label", word("clear"));
    this.clearButton.dataset.test = "clear-" + this.spec.id;
    this.clearButton.addEventListener("click", () => this.clear());
    const line = element("div", { className: "combo-line" });
    this.control.replaceWith(line);
    line.append(this.picture, this.control, this.clearButton);
    this.element.append(this.label(), box, this.complaint);
    this.control.addEventListener("input", () => this.forget());
    this.control.addEventListener("click", () => {
      if (this.combo.list.hidden) this.combo.ask(this.item ? "" : undefined);
    });
  }

  pick(item) {
    this.item = item;
    this.showItem();
    this.changed();
  }

  clear() {
    const had = this.item;
    this.item = undefined;
    this.showItem();
    this.control.focus();
    if (had) this.changed();
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
