// Finding something that exists: one field with suggestions, and Add.
import { ask } from "./ask.js";
import { Combo } from "./combo.js";
import { Dialog } from "./dialog.js";

// openLookup shows the lookup of an app field; attached is called with what
// was attached and the gid that was reserved for it.
export function openLookup(field, attached) {
  new LookupDialog(field, attached).start();
}

class LookupDialog {
  constructor(field, attached) {
    this.field = field;
    this.attached = attached;
    this.dialog = new Dialog("dialog-lookup", field.lookupTitle, field.app);
    this.combo = new Combo(this.dialog.find("[data-combo]"), {
      label: field.lookupPlaceholder || field.lookupTitle, placeholder: field.lookupPlaceholder, test: "lookup-input",
      suggest: (query, signal) => this.suggest(query, signal),
      picked: (item) => this.pick(item),
      failed: (e) => this.failed(e, () => this.combo.ask()),
    });
    this.combo.input.addEventListener("input", () => this.typed());
    this.dialog.find("form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.submit();
    });
  }

  async start() {
    this.combo.input.focus();
    this.dialog.connect(null);
    try {
      await this.reserve();
      if (this.combo.input.value === "") this.combo.ask();
    } catch (e) {
      this.failed(e, () => this.start());
    }
  }

  // reserve answers the gid of the attachment to be: one for an opening of the
  // dialog, asked for again if the answer did not come.
  reserve() {
    this.reserved ??= ask(this.field.base + "/lookup").then((answer) => answer.attachment);
    this.reserved.catch(() => { this.reserved = null; });
    return this.reserved;
  }

  async suggest(query, signal) {
    if (!this.field.hasTypeahead) return { items: [], icons: {} };
    const answer = await ask(this.field.base + "/typeahead?" + new URLSearchParams({ q: query }), undefined, signal);
    return { header: answer.list.header, items: answer.list.items, icons: answer.icons };
  }

  typed() {
    this.item = null;
    this.dialog.problem("");
    this.dialog.find("[data-submit]").disabled = this.combo.input.value.trim() === "";
  }

  pick(item) {
    this.combo.input.value = item.title;
    this.typed();
    this.item = item;
    this.dialog.find("[data-submit]").focus();
  }

  async submit() {
    const query = this.item?.value ?? this.combo.input.value.trim();
    if (this.sending || !query) return;
    this.sending = true;
    this.combo.stop();
    this.dialog.problem("");
    this.dialog.busy(true);
    try {
      const attachment = await this.reserve();
      this.attached(await ask(this.field.base + "/attach", { query, attachment }), attachment);
      this.dialog.close();
    } catch (e) {
      this.failed(e, () => this.submit());
    } finally {
      this.sending = false;
      if (this.dialog.isOpen) this.dialog.busy(false);
    }
  }

  failed(e, again) {
    if (!this.dialog.isOpen) return;
    if (e.answer?.connect) this.field.connect(this.dialog, again);
    else {
      this.dialog.problem(e.message);
      this.combo.input.focus();
    }
  }
}
