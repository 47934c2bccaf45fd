// Files are sent one by one as soon as they are chosen or dropped, each with
// its progress.
import { refresh } from "./async.js";
import { word } from "./words.js";

export function startUpload() {
  // Somebody may have been quicker than this script.
  for (const input of document.querySelectorAll("form[data-upload] input[type=file]")) {
    if (input.files.length > 0) sendAll(input.form, [...input.files]);
  }
  document.addEventListener("change", (e) => {
    const form = e.target.closest?.("form[data-upload]");
    if (form) sendAll(form, [...e.target.files]);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (e) => drag(kind, e));
  }
}

function drag(kind, e) {
  const form = e.target.closest?.("form[data-upload]");
  if (!form) return;
  e.preventDefault();
  form.classList.toggle("is-over", kind === "dragover");
  if (kind === "drop") sendAll(form, [...e.dataTransfer.files]);
}

async function sendAll(form, files) {
  const rows = files.map((file) => row(form, file));
  const results = [];
  for (const [i, file] of files.entries()) results.push(await send(form.action, file, rows[i]));
  form.reset();
  if (results.every(Boolean)) await refresh("attachments");
}

function row(form, file) {
  const line = document.createElement("p");
  line.className = "upload-row";
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(name, bar);
  form.before(line);
  return line;
}

// send tells whether the file has arrived. Only XMLHttpRequest reports how
// much has been sent.
function send(url, file, line) {
  return new Promise((resolve) => {
    const data = new FormData();
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (e) => { line.querySelector("progress").value = e.loaded / e.total; });
    request.addEventListener("loadend", () => {
      const fine = request.status >= 200 && request.status < 300;
      if (!fine) fail(line, request);
      resolve(fine);
    });
    request.send(data);
  });
}

function fail(line, request) {
  line.querySelector("progress").remove();
  const text = document.createElement("span");
  text.className = "field-error";
  text.setAttribute("role", "alert");
  text.textContent = reason(request);
  line.append(text);
}

function reason(request) {
  if (request.status === 401) return word("signed_out");
  try {
    return JSON.parse(request.responseText).error || word("upload_broken");
  } catch {
    return word("upload_broken");
  }
}
