// Signing in with an app happens in a window of the app's. It says "success"
// or "error" to us and closes; only words from the origin of the
// authentication address count.

import { word } from "./words.js";

const size = "popup,width=640,height=760";

// openConnect opens the window and tells how it ended: "success", "error",
// "closed", or "blocked" when the browser did not open it.
export function openConnect(address) {
  const origin = new URL(address).origin;
  const popup = window.open(address, "connect", size);
  if (!popup) return Promise.resolve("blocked");
  popup.focus();
  return new Promise((resolve) => {
    const end = (result) => {
      window.removeEventListener("message", hear);
      clearInterval(watch);
      resolve(result);
    };
    const hear = (e) => {
      if (e.origin === origin && (e.data === "success" || e.data === "error")) end(e.data);
    };
    // The last word may arrive just after the window has gone.
    const watch = setInterval(() => {
      if (!popup.closed) return;
      clearInterval(watch);
      setTimeout(() => end("closed"), 1000);
    }, 300);
    window.addEventListener("message", hear);
  });
}

// signIn asks the person, inside a dialog, to sign in with the app, and then
// does again what needed it. The first window is opened at once: the click
// that led here still counts for the browser.
export function signIn({ app, address }, dialog, again) {
  if (!address) {
    dialog.problem(word("connect_failed", { app }));
    return;
  }
  const start = async (first) => {
    dialog.problem("");
    dialog.waiting(true);
    const result = await openConnect(address);
    dialog.waiting(false);
    if (!dialog.isOpen || (first && result === "blocked")) return;
    if (result === "success") {
      dialog.connect(null);
      again();
    } else {
      dialog.problem(excuse(app, result));
    }
  };
  dialog.connect({ app, start: () => start(false) });
  start(true);
}

// excuse says why the window did not end in success.
export function excuse(app, result) {
  return word({ blocked: "connect_blocked", closed: "connect_closed" }[result] ?? "connect_failed", { app });
}
