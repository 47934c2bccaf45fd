// A form is sent once: while it is on its way its button is busy and a second
// click does nothing. data-confirm asks first. Forms that a script of the page
// sends itself (data-async, data-auto) are left to it.

export function startForms(root) {
  root.addEventListener("submit", (e) => {
    const form = e.target;
    if (e.defaultPrevented || form.method === "dialog" || form.matches("[data-async], [data-auto]")) return;
    if (form.dataset.sent || (form.dataset.confirm && !window.confirm(form.dataset.confirm))) {
      e.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    e.submitter?.setAttribute("aria-busy", "true");
  });
  // Back from the browser's memory: the page is as it was left, but idle.
  window.addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const b of root.querySelectorAll("[aria-busy]")) b.removeAttribute("aria-busy");
  });
}
