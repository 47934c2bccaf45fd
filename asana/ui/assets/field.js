// What all fields of an app's form have in common: a label, a control, an
// error, and value(), error(text) and focus().
import { element } from "./combo.js";

let count = 0;

// Field is made from the app's description. Around is what it needs of its
// form: icons, suggest(url, query, signal), failed(error) and changed(id).
export class Field {
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
    control.addEventListener("input", () => this.error("")); // not on change: that is when the next thing is pressed, which must not move
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

  // focus goes to the control, with label and error in view.
  focus() {
    this.target?.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  get target() {
    return this.control;
  }
}
