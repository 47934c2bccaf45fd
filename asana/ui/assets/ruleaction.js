// What an app does in a rule: its settings are a form of the app's, which
// opens in a dialog. They stay in the builder's form until the rule is saved;
// only then does the server hand them to the app. save saves it and answers
// {left} when the page is being left and {problem} when nothing came back.
import { full } from "../page/time.js";
import { ask } from "./ask.js";
import { element } from "./combo.js";
import { signIn } from "./connect.js";
import { FormDialog } from "./form.js";

let dialog = null; // the open one, which outlives a redrawn page
const forms = new Map(); // {form, icons} of each row as last shown in the dialog

// startActions brings the rows of apps' actions to life.
export function startActions(root, save) {
  const actions = [...root.querySelectorAll("[data-app-action]")].map((row) => new RuleAction(row, save));
  for (const action of actions) action.start();
  root.addEventListener("rule-connected", () => actions.forEach((action) => action.summarize()));
}

// ruleWord is a word that only the builder has.
function ruleWord(name) {
  return document.getElementById("rule-words").content.querySelector(`[data-rule-word="${name}"]`).textContent;
}

class RuleAction {
  constructor(row, save) {
    const { appAction, app, appName, type, connect, title, name, action } = row.dataset;
    Object.assign(this, { row, save, id: appAction, app: appName, address: connect, formTitle: title, name, saved: action });
    this.base = document.getElementById("builder").dataset.appBase;
    this.about = action ? { app, type, action } : { app, type };
    row.querySelector("[data-fill]")?.addEventListener("click", () => this.open());
  }

  start() {
    const { openNow, refused, needsConnect } = this.row.dataset;
    if (refused !== undefined) forms.set(this.id, JSON.parse(refused));
    this.summarize();
    if (dialog?.dialog.isOpen && dialog.field.id === this.id) dialog.field = this;
    else if (openNow !== undefined || refused !== undefined || needsConnect !== undefined) this.open();
  }

  input(name) {
    return this.row.querySelector(`[name="${this.id}.${name}"]`);
  }

  // said is what the server says is wrong with the action as a whole.
  get said() {
    return this.row.closest("[data-part]").querySelector("[data-part-problem]")?.textContent ?? "";
  }

  // draft is what has been entered but not saved: {form, icons, values}.
  get draft() {
    if (!this.input("changed").value || !forms.has(this.id)) return null;
    return { ...forms.get(this.id), values: JSON.parse(this.input("values").value) };
  }

  // keep puts what has been entered into the builder's form.
  keep(form, icons, values) {
    forms.set(this.id, { form, icons });
    this.input("values").value = JSON.stringify(values);
    this.input("callback").value = form.metadata.on_submit_callback ?? "";
    this.input("changed").value = "on";
  }

  connect(dialog, again) {
    signIn(this, dialog, again);
  }

  open() {
    dialog = new RuleDialog(this);
    dialog.begin();
  }

  // summarize shows the settings in the row; the app knows the saved ones.
  async summarize() {
    const draft = this.draft;
    if (draft) {
      this.show(draft.form, draft.values);
      return;
    }
    if (!this.saved) return;
    this.find("loading").hidden = false;
    this.find("problem").textContent = "";
    try {
      const { form } = await ask(this.base + "/form?" + new URLSearchParams({ ...this.about, icons: "off" }));
      this.show(form, {});
    } catch (e) {
      this.explain(e);
    } finally {
      this.find("loading").hidden = true;
    }
  }

  // explain says why the app does not tell what is saved. Whoever has no account
  // there is offered to log in if the rule is to act by it.
  explain(e) {
    const { others } = this.row.dataset;
    if (e.answer?.connect && others !== undefined) {
      this.find("others").textContent = others;
      return;
    }
    this.find("problem").textContent = e.message;
    const account = document.querySelector(`[data-account="${this.about.app}"]`);
    if (account) account.hidden = !e.answer?.connect;
  }

  find(part) {
    return this.row.querySelector(`[data-values-${part}]`);
  }

  show(form, values) {
    const lines = form.metadata.fields.flatMap((f) => {
      const text = inWords(f, f.id in values ? values[f.id] : f.value);
      return f.type !== "static_text" && text ? [line(f.name ?? "", text)] : [];
    });
    this.row.querySelector("[data-values]").replaceChildren(...lines);
    this.find("none").hidden = lines.length > 0;
    const button = this.row.querySelector("[data-fill] span");
    if (button) button.textContent = ruleWord("change");
  }
}

function line(name, text) {
  const div = element("div");
  div.append(element("dt", { textContent: name }), element("dd", { textContent: text, dir: "auto" }));
  return div;
}

// inWords is a field's value as people read it.
function inWords(field, value) {
  const label = (id) => field.options?.find((o) => o.id === id)?.label ?? id;
  if (Array.isArray(value)) return value.map(label).join(", ");
  if (value && typeof value === "object") return value.title ?? "";
  if (value && field.type === "datetime") return full(new Date(value));
  if (value && field.type === "date") return new Date(value.slice(0, 10)).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  if (field.type === "rich_text") return new DOMParser().parseFromString(value ?? "", "text/html").body.textContent;
  return value ? label(value) : "";
}

// RuleDialog is the form of an app's action. It ends with the whole rule being
// saved, or with the settings standing in the builder.
class RuleDialog extends FormDialog {
  constructor(action) {
    super(action, () => {}, "dialog-rule");
    this.dialog.find("[data-subtitle]").textContent = action.name;
    this.dialog.find("[data-apply]").addEventListener("click", () => this.apply());
  }

  // begin shows what has been entered so far, or asks the app.
  begin() {
    const draft = this.field.draft;
    if (!draft) {
      this.load();
      return;
    }
    this.show(draft, draft.values);
    if (!this.focusError()) this.fields.find((f) => f.control)?.focus();
    this.explain();
  }

  head() {} // it is the rule's dialog, whatever the app calls its form

  submitText() {
    return ruleWord(document.querySelector("[data-builder]").dataset.new === "on" ? "create" : "save");
  }

  offer(text) {
    super.offer(text);
    this.dialog.find("[data-apply]").hidden = !this.form?.on_submit_callback;
  }

  keep() {
    this.field.keep({ metadata: this.form }, this.icons, this.values());
  }

  apply() {
    this.keep();
    this.field.summarize();
    this.dialog.close();
  }

  // send saves the rule. What the app says against its settings stands in the
  // dialog; anything else in the page below.
  async send() {
    this.keep();
    const { left, problem } = await this.field.save();
    if (problem) this.dialog.problem(problem);
    if (left || problem) return;
    const draft = this.field.draft;
    if (this.field.row.dataset.refused !== undefined) this.show(draft, draft.values);
    if (!this.focusError() && !this.explain()) this.dialog.close();
  }

  // explain says what is wrong with the action as a whole, and whether
  // anything is.
  explain() {
    const { needsConnect } = this.field.row.dataset;
    const text = this.field.said;
    if (needsConnect !== undefined) this.field.connect(this.dialog, () => this.submit());
    else this.dialog.problem(text);
    return needsConnect !== undefined || text !== "";
  }
}
