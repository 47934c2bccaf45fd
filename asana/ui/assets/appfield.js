// The field of an app on a task: its entry point, or the widgets of what is
// attached. It looks again every 15 s while somebody does.
import { ask } from "./ask.js";
import { element } from "./combo.js";
import { excuse, openConnect, signIn } from "./connect.js";
import { openForm } from "./form.js";
import { openLookup } from "./lookup.js";
import { Widget } from "./widget.js";
import { word } from "./words.js";

const every = 15000;
const openAge = 90; // seconds: how old an answer a page takes that stands open

export class AppField {
  constructor(root) {
    const texts = root.querySelector("[data-lookup-title]").dataset;
    Object.assign(this, {
      root, app: root.dataset.appName, base: root.dataset.base, feedback: root.dataset.feedback, details: root.dataset.details,
      attachments: root.dataset.attachments, address: root.dataset.connect, hasTypeahead: "typeahead" in texts,
      formTitle: texts.formTitle, lookupTitle: texts.lookupTitle, lookupPlaceholder: texts.lookupPlaceholder,
    });
    this.widgets = new Map();
    for (const box of root.querySelectorAll("[data-widget]")) this.start(box);
    this.arrange();
    this.watch();
  }

  open(what) {
    const menu = this.root.querySelector("[data-entry-point] details");
    if (menu) menu.open = false;
    this.root.querySelector("[data-test=entry-point]")?.focus(); // where the focus returns to
    const attached = (made, reserved) => {
      this.add(made);
      setTimeout(() => { // after the dialog has closed
        this.widgets.get(made.attachment)?.focus();
        if (made.attachment !== reserved) this.say(word("already", { name: made.name })); // somebody was quicker
      });
    };
    if (what === "form") openForm(this, attached);
    else openLookup(this, attached);
  }

  start(box) {
    const widget = new Widget(this, box, (w, undo) => this.drop(w, undo));
    this.widgets.set(widget.attachment, widget);
    return widget.load();
  }

  // add shows what has been attached in place of the entry point.
  add({ attachment, name, url }) {
    if (this.widgets.has(attachment)) return;
    const box = document.createElement("div");
    Object.assign(box.dataset, { widget: attachment, name, url });
    this.root.querySelector("[data-widgets]").append(box);
    this.say("");
    this.start(box);
    this.arrange();
  }

  // drop takes away a widget that is gone. Whoever removed it here can take
  // that back.
  drop(widget, undo) {
    const had = widget.box.contains(document.activeElement);
    this.widgets.delete(widget.attachment);
    widget.box.remove();
    this.arrange();
    if (had) this.root.querySelector("[data-test=entry-point]")?.focus();
    this.say(word("removed", { app: this.app }));
    if (undo && this.root.dataset.attach === "on") this.offerUndo(widget);
  }

  // say shows a sentence below the field, and reads it out.
  say(text) {
    this.root.querySelector("[data-announce]").replaceChildren(text);
  }

  offerUndo(widget) {
    const button = element("button", { type: "button", className: "btn btn-small btn-quiet", textContent: word("undo") });
    button.dataset.test = "undo-remove";
    button.addEventListener("click", () => this.undo(widget.url, button));
    this.root.querySelector("[data-announce]").append(" ", button);
  }

  async undo(url, button) {
    button.disabled = true;
    try {
      const { attachment } = await ask(this.base + "/lookup");
      this.add(await ask(this.base + "/attach", { query: url, attachment }));
    } catch (e) {
      this.say(e.message);
    }
  }

  // arrange puts the entry point there while nothing is attached.
  arrange() {
    const there = this.root.querySelector("[data-entry-point]");
    if (this.widgets.size > 0) there?.remove();
    if (this.widgets.size > 0 || there) return;
    const template = this.root.querySelector("template[data-entry]");
    const entry = document.createElement("div");
    entry.dataset.entryPoint = "";
    entry.append(template.content.cloneNode(true));
    for (const b of entry.querySelectorAll("[data-open]")) b.addEventListener("click", () => this.open(b.dataset.open));
    template.after(entry);
  }

  watch() {
    let last = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - last < every - 100) return;
      last = Date.now();
      this.look();
    };
    setInterval(look, every);
    document.addEventListener("visibilitychange", look);
  }

  // look finds out what others have attached or removed, and reads the rest
  // again. When that fails the next look may succeed.
  async look(age = openAge) {
    let list;
    try {
      list = (await ask(this.base + "/widgets")).widgets;
    } catch {
      for (const w of this.widgets.values()) w.load(age);
      return;
    }
    const there = new Set(list.map((w) => w.attachment));
    for (const w of [...this.widgets.values()]) {
      if (there.has(w.attachment)) w.load(age);
      else this.drop(w);
    }
    for (const w of list) this.add(w);
  }

  connect(dialog, again) {
    signIn(this, dialog, again);
  }

  async connectWidget(widget) {
    widget.waiting();
    const result = this.address ? await openConnect(this.address) : "error";
    if (result === "success") this.look(0);
    else widget.problem({ message: excuse(this.app, result), answer: {} });
  }
}
