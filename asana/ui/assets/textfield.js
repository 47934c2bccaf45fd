// Fields that are written: texts, dates and moments.
import { momentOf, wallTime } from "../page/zone.js";
import { attributes, element } from "./combo.js";
import { Editor } from "./editor.js";
import { Field } from "./field.js";

export class StaticText extends Field {
  make() {
    const header = this.spec.style === "header";
    this.element.classList.add("field-text");
    this.element.append(element(header ? "h3" : "p", { textContent: this.spec.name ?? "" }), this.complaint);
    this.element.tabIndex = -1; // what is wrong with no field stands here, and is gone to
  }

  get target() {
    return this.element;
  }

  value() {
    return undefined;
  }
}

// Shown is rich text to be read.
export class Shown extends StaticText {
  make() {
    super.make();
    import("./shown.js").then((m) => m.show(this));
  }
}

export class Line extends Field {
  make() {
    const input = element("input", { type: "text", maxLength: 200, placeholder: this.spec.placeholder ?? "", defaultValue: this.spec.value ?? "" });
    input.required = Boolean(this.spec.is_required);
    this.frame(input);
  }
}

export class Lines extends Field {
  make() {
    const area = element("textarea", { rows: 5, maxLength: 3000, placeholder: this.spec.placeholder ?? "", defaultValue: this.spec.value ?? "" });
    area.required = Boolean(this.spec.is_required);
    this.frame(area);
  }
}

export class Rich extends Field {
  make() {
    this.editor = new Editor(this.spec.value ?? "", this.spec.placeholder ?? "");
    const label = element("span", { className: "field-label", id: this.id + "-label" });
    this.fillLabel(label);
    this.control = this.editor.area;
    attributes(this.control, { "aria-labelledby": label.id, "aria-describedby": this.complaint.id });
    this.element.append(label, this.editor.element, this.complaint);
    this.control.addEventListener("input", () => this.error(""));
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

export class DateField extends Field {
  make() {
    this.frame(element("input", { type: "date", defaultValue: (this.spec.value ?? "").slice(0, 10) }));
  }
}

// Moment is shown and entered in the reader's time zone and sent as UTC. What
// is left alone goes back as it came.
export class Moment extends Field {
  make() {
    this.frame(element("input", { type: "datetime-local", defaultValue: local(this.spec.value) }));
  }

  value() {
    const { value, defaultValue } = this.control;
    if (value && value === defaultValue) return this.spec.value;
    return value ? momentOf(value).toISOString() : "";
  }
}

function local(text) {
  const moment = new Date(text ?? "");
  if (Number.isNaN(moment.getTime())) return "";
  return wallTime(moment);
}
