// Signing in with an app happens in a window of the app's. It says "success"
// or "error" to us and closes; only words from the origin of the
// authentication address count.

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
