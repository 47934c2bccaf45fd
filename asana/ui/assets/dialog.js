// A dialog is cloned from a template, shown modally (the browser keeps the
// focus inside and closes on Escape) and thrown away when closed.
import { word } from "./words.js";

export class Dialog {
  constructor(template, title) {
    const opener = document.activeElement;
    this.element = document.getElementById(template).content.firstElementChild.cloneNode(true);
    this.title(title);
    document.body.append(this.element);
    for (const b of this.element.querySelectorAll("[data-close]")) b.addEventListener("click", () => this.close());
    this.element.addEventListener("close", () => {
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
  }

  // problem says what went wrong; "" takes it back.
  problem(text) {
    const box = this.find("[data-problem]");
    box.hidden = !text;
    box.querySelector("[data-problem-text]").textContent = text;
    if (text) box.scrollIntoView({ block: "nearest" });
  }

  // busy marks the submit button while the dialog's work is on its way.
  busy(on) {
    const button = this.find("[data-submit]");
    button.disabled = on;
    button.setAttribute("aria-busy", String(on));
    this.element.setAttribute("aria-busy", String(on));
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
