// A rule whose owner has to sign in with an app offers that here; if it waits,
// its button to go on is the next to press.
import { excuse, openConnect } from "./connect.js";

document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-rule-connect]");
  if (!button) return;
  const banner = button.closest(".rule-pause");
  const say = (text) => { banner.querySelector("[data-connect-said]").textContent = text; };
  say("");
  const result = await openConnect(button.dataset.ruleConnect);
  if (result !== "success") {
    say(excuse(button.dataset.app, result));
    return;
  }
  say(button.dataset.done);
  button.remove();
  banner.dispatchEvent(new Event("rule-connected", { bubbles: true })); // and what is saved can be shown
  const resume = banner.querySelector("[data-test=resume]");
  resume?.classList.add("btn-primary");
  resume?.focus();
});
