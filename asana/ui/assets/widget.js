// A widget: what an app says about the thing it attached. It is read when the
// page opens and again while somebody looks.
import { ask, post } from "./ask.js";
import { setIcon } from "./icon.js";
import { timeElement } from "../page/time.js";
import { element } from "./combo.js";
import { Dialog } from "./dialog.js";
import { counted, word } from "./words.js";

export class Widget {
  // The box carries the attachment's gid, name and address until the app has
  // answered. Gone is called when the attachment is no longer there, with true
  // when it was removed here.
  constructor(field, box, gone) {
    Object.assign(this, { field, box, gone, attachment: box.dataset.widget });
    this.element = document.getElementById("widget").content.firstElementChild.cloneNode(true);
    this.link(box.dataset.url, box.dataset.name);
    this.menu();
    box.replaceChildren(this.element);
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  menu() {
    const { app, feedback, details } = this.field;
    this.find("[data-open-text]").textContent = word("open_in", { app });
    const link = this.find("[data-feedback-link]");
    if (feedback) Object.assign(link, { href: feedback, hidden: false });
    if (details) Object.assign(this.find("[data-details-link]"), { href: details, hidden: false });
    this.find("[data-remove]").addEventListener("click", () => this.confirm());
    this.find("[data-connect-button]").textContent = word("connect_button", { app });
    this.find("[data-connect-button]").addEventListener("click", () => this.field.connectWidget(this));
  }

  link(url, title) {
    this.url = url;
    const t = this.find("[data-title]");
    t.textContent = title;
    for (const link of [t, this.find("[data-open-link]")]) {
      if (/^https?:\/\//i.test(url)) link.href = url; // anybody may have attached it
    }
  }

  // load reads what the app says now, or, with an age in seconds, what it has
  // kept current since then.
  async load(age = 0) {
    try {
      this.fill(await ask(`${this.field.base}/attachments/${this.attachment}/widget${age ? "?age=" + age : ""}`));
    } catch (e) {
      if (e.status === 404) this.gone(this);
      else this.problem(e);
    } finally {
      this.find("[data-loading]").hidden = true;
    }
  }

  // problem keeps what was read before and says that it may be out of date.
  problem(e) {
    const text = this.filled ? word("refresh_failed", { reason: e.message }) : e.message;
    this.find("[data-problem]").hidden = false;
    this.find("[data-problem-text]").textContent = e.answer?.connect ? word("connect", { app: this.field.app }) : text;
    this.find("[data-connect-button]").hidden = !e.answer?.connect;
  }

  // waiting says that a window is open in which the person goes on.
  waiting() {
    this.find("[data-problem-text]").textContent = word("connect_waiting");
  }

  fill({ widget, url, icons }) {
    const m = widget.metadata;
    this.filled = true;
    this.find("[data-problem]").hidden = true;
    this.link(url, m.title);
    setIcon(this.find("[data-subicon]"), m.subicon_url, icons);
    this.find("[data-subtitle]").textContent = m.subtitle ? m.subtitle + " · " : "";
    this.find("[data-open-in]").textContent = word("open_in", { app: this.field.app });
    this.find("[data-fields]").replaceChildren(...m.fields.map((f, i) => line(f, i, icons)));
    this.foot(m);
  }

  foot(m) {
    const text = footText(m.footer, this.field.app);
    const comments = m.num_comments ?? 0;
    this.find("[data-foot-text]").replaceChildren(...text);
    this.find("[data-comments]").hidden = comments === 0;
    this.find("[data-comments]").title = counted("comments", comments);
    this.find("[data-comment-count]").textContent = comments;
    this.find("[data-foot]").hidden = text.length === 0 && comments === 0;
  }

  focus() {
    this.find("[data-title]").focus();
  }

  // confirm asks before the task loses what is attached, and says what stays.
  confirm() {
    this.find("details").open = false;
    this.find("summary").focus(); // where the focus returns to
    const { app } = this.field;
    const dialog = new Dialog("dialog-remove", word("remove_title"), app);
    const sound = this.find("[data-problem]").hidden; // else nobody knows whether it is still there
    dialog.find("[data-text]").textContent = word(sound ? "remove_text" : "remove_unseen", { app, name: this.find("[data-title]").textContent });
    dialog.find("form").addEventListener("submit", () => this.remove());
  }

  async remove() {
    try {
      await post(`${this.field.attachments}/${this.attachment}/delete`, {});
      this.gone(this, true);
    } catch (e) {
      this.problem(e);
    }
  }
}

// line is one field: its name and a pill, a text with a picture, or a moment.
// Its place among the others is all that tells it from them in every language.
function line(f, i, icons) {
  const row = element("div", { className: "widget-field" });
  const value = element("dd");
  value.dataset.test = `widget-field-${i + 1}`;
  if (f.type === "pill") {
    value.append(element("span", { className: "pill pill-" + colour(f.color), textContent: f.text }));
  } else {
    const img = element("img", { className: "app-picture", alt: "" });
    setIcon(img, f.icon_url, icons);
    value.append(img, f.type === "datetime_with_icon" ? moment(f.datetime) : f.text);
  }
  row.append(element("dt", { textContent: f.name }), value);
  return row;
}

function colour(name) {
  return /^[a-z-]+$/.test(name ?? "") ? name : "none";
}

function moment(text) {
  const at = new Date(text ?? "");
  if (Number.isNaN(at.getTime())) return "–";
  return timeElement(text);
}

function footText(footer, app) {
  if (!footer) return [];
  if (footer.footer_type === "custom_text") return [footer.text];
  const text = footer.footer_type === "created" ? footer.created_at : footer.last_updated_at;
  const [before, after] = word(footer.footer_type === "created" ? "created" : "updated", { app }).split("{ago}");
  return [before, moment(text), after ?? ""];
}
