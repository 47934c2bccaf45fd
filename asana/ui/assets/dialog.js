// A dialog is cloned from a template, shown modally (the browser keeps the
// focus inside and closes on Escape) and thrown away when closed.
import { word } from "./words.js";

const long = 3000; // ms after which waiting is explained

export class Dialog {
  constructor(template, title, app) {
    const opener = document.activeElement;
    this.app = app;
    this.element = document.getElementById(template).content.firstElementChild.cloneNode(true);
    this.title(title);
    document.body.append(this.element);
    for (const b of this.element.querySelectorAll("[data-close]")) b.addEventListener("click", () => this.close());
    this.element.addEventListener("close", () => {
      clearTimeout(this.timer);
      this.element.remove();
      if (opener?.isConnected) opener.focus();
    });
    this.element.showModal();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  get isOpen() {
    return this.element.isConnected;
  }

  close() {
    this.element.close();
  }

  title(text) {
    this.find("[data-title]").textContent = text;
  }

  // loading shows that something is on its way; "" shows that nothing is.
  loading(text) {
    this.find("[data-loading]").hidden = !text;
    this.find("[data-loading-text]").textContent = text;
    this.explain(text !== "");
  }

  // explain says, once it takes long, whom the wait is for.
  explain(on) {
    clearTimeout(this.timer);
    this.slow("");
    if (on) this.timer = setTimeout(() => this.slow(word("slow", { app: this.app })), long);
  }

  slow(text) {
    this.find("[data-slow]").textContent = text;
  }

  // problem says what went wrong; "" takes it back.
  problem(text) {
    const box = this.find("[data-problem]");
    box.hidden = !text;
    box.querySelector("[data-problem-text]").textContent = text;
    if (text) box.scrollIntoView({ block: "nearest" });
  }

  // busy marks the submit button while the dialog's work is on its way. A
  // disabled button has no focus: it gets it back, if it is still nowhere.
  busy(on) {
    const button = this.find("[data-submit]");
    if (on) this.pressed = this.pressed || document.activeElement === button;
    button.disabled = on;
    if (!on && this.pressed && !this.find(":focus")) button.focus();
    if (!on) this.pressed = false;
    button.setAttribute("aria-busy", String(on));
    this.element.setAttribute("aria-busy", String(on));
    this.explain(on);
  }

  // waiting shows that a window is open in which the person goes on.
  waiting(on) {
    this.find("[data-connect-waiting]").hidden = !on;
  }

  // connect offers to sign in with the app; null takes the offer back.
  connect(offer) {
    const box = this.find("[data-connect-box]");
    box.hidden = !offer;
    if (!offer) return;
    box.querySelector("[data-connect-text]").textContent = word("connect", { app: offer.app });
    const button = box.querySelector("[data-connect-button]");
    button.textContent = word("connect_button", { app: offer.app });
    button.onclick = offer.start;
    button.focus();
  }
}
