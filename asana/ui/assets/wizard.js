// The last screen of an app's introduction: connect, then add the app.
import { openConnect } from "./connect.js";
import { word } from "./words.js";

const box = document.querySelector("[data-connect]");
if (box) box.querySelector("[data-connect-button]").addEventListener("click", connect);

async function connect() {
  const button = box.querySelector("[data-connect-button]");
  const waiting = box.querySelector("[data-connect-waiting]");
  problem("");
  waiting.hidden = false;
  button.disabled = true;
  const result = await openConnect(box.dataset.connect);
  waiting.hidden = true;
  button.disabled = false;
  if (result === "success") document.getElementById("install").submit();
  else problem(word({ blocked: "connect_blocked", closed: "connect_closed" }[result] ?? "connect_failed", { app: box.dataset.appName }));
}

function problem(text) {
  box.querySelector("[data-connect-problem]").hidden = !text;
  box.querySelector("[data-connect-text]").textContent = text;
}
