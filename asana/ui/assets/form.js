// An app's form, in a dialog. One opening of the dialog ends in one
// attachment, however often it is sent: the server reserves it when the form
// is opened.
import { ask } from "./ask.js";
import { build } from "./fields.js";
import { Dialog } from "./dialog.js";
import { word } from "./words.js";

// openForm shows the form of an app field; attached is called with what came
// of it and the gid that was reserved for it.
export function openForm(field, attached) {
  new FormDialog(field, attached).load();
}

// FormDialog shows the form of what asks for it: an object with base, the
// address below which the form is asked for; about, what every question says;
// formTitle, app, details and connect(dialog, again).
export class FormDialog {
  constructor(field, attached, template = "dialog-form") {
    this.field = field;
    this.attached = attached;
    this.icons = {};
    this.fields = [];
    this.left = new Map(); // what stood in fields, for those that go and come back
    this.dialog = new Dialog(template, field.formTitle, field.app);
    this.dialog.find("form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.submit();
    });
  }

  async load() {
    this.dialog.loading(word("loading"));
    this.dialog.connect(null);
    this.dialog.problem("");
    this.offer("");
    try {
      const answer = await this.ask("/form");
      this.attachment = answer.attachment;
      this.show(answer, {});
      this.fields.find((f) => f.control)?.focus();
    } catch (e) {
      if (this.dialog.isOpen && !e.answer?.connect) this.offer(word("retry"));
      this.failed(e, () => this.load());
    } finally {
      this.dialog.loading("");
    }
  }

  // offer shows the button that goes on, with a text; "" hides it.
  offer(text) {
    const button = this.dialog.find("[data-submit]");
    button.hidden = !text;
    button.textContent = text;
    this.dialog.find("[data-cancel]").textContent = word(text ? "cancel" : "close");
  }

  // show draws the form as the app describes it. Kept are values that the
  // person entered and the description does not carry. A field that went, for
  // example while no project was chosen, comes back with what stood in it.
  show({ form, icons }, kept) {
    const m = (this.form = form.metadata);
    Object.assign(this.icons, icons);
    const focused = this.fields.find((f) => f.element.contains(document.activeElement));
    const { selectionStart: from = null, selectionEnd: to = null } = focused?.control ?? {}; // whoever is typing goes on there
    for (const f of this.fields) this.left.set(f.spec.id, f.value());
    const had = new Set(this.fields.map((f) => f.spec.id));
    this.fields = m.fields.map((spec) => build(spec.id in kept ? { ...spec, value: kept[spec.id] } : had.has(spec.id) ? spec : this.again(spec), this));
    this.head(m);
    this.dialog.find("[data-fields]").replaceChildren(...this.fields.map((f) => f.element));
    this.offer(m.on_submit_callback ? this.submitText(m) : "");
    const { details } = this.field; // of an app that only says something, there is more
    Object.assign(this.dialog.find("[data-details-link]"), { href: details ?? "", hidden: !details || Boolean(m.on_submit_callback) });
    const same = focused && this.fields.find((f) => f.spec.id === focused.spec.id);
    same?.focus();
    if (from !== null) same?.control?.setSelectionRange?.(from, to);
  }

  head(m) {
    this.dialog.title(m.title);
  }

  submitText(m) {
    return m.submit_button_text || word("submit");
  }

  again(spec) {
    const value = spec.options ? undefined : this.left.get(spec.id);
    return value === undefined || spec.value !== undefined ? spec : { ...spec, value };
  }

  values() {
    const entries = this.fields.map((f) => [f.spec.id, f.value()]).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries);
  }

  ask(path, body, signal, more = {}) {
    const query = new URLSearchParams({ ...this.field.about, ...more }).toString();
    return ask(this.field.base + path + (query && "?" + query), body, signal);
  }

  suggest(url, query, signal) {
    return this.ask("/typeahead", undefined, signal, { url, q: query });
  }

  // changed tells the app that a watched field changed. What is entered while
  // it thinks stays.
  async changed(id) {
    if (!this.form.on_change_callback) return;
    const sent = this.values();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.dialog.busy(true);
    this.dialog.problem("");
    try {
      const answer = await this.ask("/form/change", { callback: this.form.on_change_callback, changed: id, values: sent });
      if (turn === this.turn) this.show(answer, enteredSince(sent, this.values()));
    } catch (e) {
      if (turn === this.turn) this.failed(e, () => this.changed(id));
    } finally {
      if (turn === this.turn) this.dialog.busy(false);
    }
  }

  async submit() {
    if (!this.form) return this.load();
    if (this.sending || !this.form?.on_submit_callback || this.complain()) return;
    this.sending = true;
    this.dialog.busy(true);
    this.dialog.problem("");
    try {
      await this.send(this.values());
    } catch (e) {
      this.failed(e, () => this.submit());
    } finally {
      this.sending = false;
      if (this.dialog.isOpen) this.dialog.busy(false);
    }
  }

  // send hands the values over; the dialog closes when they were taken.
  async send(values) {
    const made = await this.ask("/form/submit", { callback: this.form.on_submit_callback, attachment: this.attachment, values });
    this.attached(made, this.attachment);
    this.dialog.close();
  }

  // complain marks what cannot be sent as it is.
  complain() {
    for (const f of this.fields) f.error(f.unfinished());
    return this.focusError();
  }

  focusError() {
    const wrong = this.fields.find((f) => f.hasError);
    wrong?.focus();
    return Boolean(wrong);
  }

  // failed shows what went wrong; again repeats it once the person has signed
  // in with the app.
  failed(e, again) {
    if (!this.dialog.isOpen) return;
    const answer = e.answer ?? {};
    if (answer.connect) {
      this.field.connect(this.dialog, again ?? (() => this.dialog.connect(null)));
    } else if (answer.form) {
      this.show(answer, missing(answer.form, this.values()));
      if (!this.focusError() && this.form.on_submit_callback) this.dialog.problem(answer.error); // a form that asks nothing says it all itself
    } else {
      this.dialog.problem(e.message);
    }
  }
}

// enteredSince are the values that differ from those sent.
function enteredSince(sent, now) {
  return Object.fromEntries(Object.entries(now).filter(([id, value]) => JSON.stringify(value) !== JSON.stringify(sent[id])));
}

// missing are the values that the returned form does not carry.
function missing(form, values) {
  const without = form.metadata.fields.filter((f) => f.value === undefined && f.id in values);
  return Object.fromEntries(without.map((f) => [f.id, values[f.id]]));
}
