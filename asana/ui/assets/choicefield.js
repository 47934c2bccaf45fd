// Fields with options to choose from.
import { element } from "./combo.js";
import { Field } from "./field.js";
import { setIcon } from "./icon.js";
import { word } from "./words.js";

export class Dropdown extends Field {
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
    set.addEventListener("change", () => {
      this.error("");
      this.changed();
    });
    this.element.append(set, this.complaint);
  }

  get target() {
    return this.inputs[0];
  }
}

export class Radios extends Choices {
  make() {
    this.makeChoices("radio", (id) => id === this.spec.value);
  }

  value() {
    return this.inputs.find((i) => i.checked)?.value ?? "";
  }
}

export class Boxes extends Choices {
  make() {
    const chosen = this.spec.value ?? [];
    this.makeChoices("checkbox", (id) => chosen.includes(id));
  }

  value() {
    return this.inputs.filter((i) => i.checked).map((i) => i.value);
  }
}
