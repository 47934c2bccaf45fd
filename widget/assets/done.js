// Tells the page that opened this window how it ended, and closes it. Only a
// page of the platform can read the message.
const ending = document.querySelector("[data-connect-outcome]");
if (ending && window.opener) {
  window.opener.postMessage(ending.dataset.connectOutcome, ending.dataset.connectOrigin);
  window.close();
}
