// Files are sent one by one as soon as they are chosen, dropped or pasted, each
// with its progress. One that does not arrive says why and can be tried again.
import { refresh } from "./async.js";
import { word } from "./words.js";

let queue = Promise.resolve();

export function startUpload() {
  // Somebody may have been quicker than this script.
  for (const input of document.querySelectorAll("form[data-upload] input[type=file]")) take(input.form, input.files);
  document.addEventListener("change", (e) => take(e.target.closest?.("form[data-upload]"), e.target.files));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (e) => drag(kind, e));
  }
  document.addEventListener("paste", paste);
}

function drag(kind, e) {
  const form = e.target.closest?.("form[data-upload]");
  if (!form) return;
  e.preventDefault();
  form.classList.toggle("is-over", kind === "dragover");
  if (kind === "drop") take(form, e.dataTransfer.files);
}

// paste takes pictures and files from the clipboard. Programs that copy text
// add a picture of it: then the text is meant.
function paste(e) {
  const { files, types } = e.clipboardData ?? {};
  const form = document.querySelector("form[data-upload]");
  if (!form || !files?.length || types.includes("text/plain")) return;
  e.preventDefault();
  take(form, files);
}

function take(form, files) {
  if (!form || !files?.length) return;
  for (const file of [...files]) new Upload(form, file).start();
  form.reset();
}

class Upload {
  constructor(form, file) {
    this.url = form.action;
    this.file = file;
    this.tooLarge = file.size > Number(form.dataset.largest) ? form.dataset.tooLarge : "";
    this.line = document.createElement("p");
    this.line.className = "upload-row";
    this.line.dataset.test = "upload-row";
    form.before(this.line);
  }

  start() {
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", this.file.name);
    this.show(this.bar, this.button("cancel", () => this.cancel()));
    if (this.tooLarge) this.fail(this.tooLarge, false);
    else queue = queue.then(() => this.line.isConnected && this.send()).catch(() => {});
  }

  show(...parts) {
    const name = document.createElement("bdi");
    name.textContent = this.file.name;
    this.line.replaceChildren(name, ...parts);
  }

  button(name, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-small";
    button.textContent = word(name);
    button.setAttribute("aria-label", word(name) + ": " + this.file.name);
    button.addEventListener("click", act);
    return button;
  }

  // send ends when the file has arrived or has not. Only XMLHttpRequest reports
  // how much has been sent.
  send() {
    return new Promise((resolve) => {
      const data = new FormData();
      data.append("file", this.file);
      const request = this.request = new XMLHttpRequest();
      request.open("POST", this.url);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (e) => { this.bar.value = e.loaded / e.total; });
      request.addEventListener("abort", resolve);
      request.addEventListener("error", () => resolve(this.fail(word("upload_broken"), true)));
      request.addEventListener("load", () => this.answered(request).finally(resolve));
      request.send(data);
    });
  }

  async answered(request) {
    if (request.status < 200 || request.status > 299) {
      this.fail(reason(request), request.status !== 413);
      return;
    }
    this.line.remove();
    const drawnBefore = document.getElementById("attachments");
    await refresh("attachments");
    document.querySelector("form[data-upload]").before(...drawnBefore.querySelectorAll(".upload-row"));
  }

  cancel() {
    this.request?.abort();
    this.line.remove();
  }

  fail(why, again) {
    const text = document.createElement("span");
    text.className = "field-error";
    text.setAttribute("role", "alert");
    text.textContent = why;
    const close = this.button("close", () => this.cancel());
    this.show(text, ...(again ? [this.button("try_again", () => this.start())] : []), close);
  }
}

function reason(request) {
  if (request.status === 401) return word("signed_out");
  try {
    return JSON.parse(request.responseText).error || word("upload_broken");
  } catch {
    return word("upload_broken");
  }
}
