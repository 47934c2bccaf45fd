// The eye beside the secret, the copy button, the workspace picker, and word
// to the page that has opened us.

for (const button of document.querySelectorAll("[data-toggle-secret]")) {
  const input = document.getElementById(button.dataset.toggleSecret);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  // Browsers remember what stood in text inputs.
  input.form.addEventListener("submit", () => { input.type = "password"; });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const shown = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.addEventListener("click", async () => {
    if (!(await copied(shown))) return;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// copied falls back to the old way where there is no clipboard: over plain http.
async function copied(shown) {
  try {
    await navigator.clipboard.writeText(shown.value);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

// Choosing a workspace that is connected shows its connection. Any other can
// be chosen while the form keeps what was typed, unless each has a key of its
// own to show.
for (const select of document.querySelectorAll("[data-workspaces]")) {
  select.addEventListener("change", () => {
    const option = select.selectedOptions[0];
    if (option.defaultSelected) return;
    if (select.dataset.workspaces === "all" || "connected" in option.dataset) {
      const query = new URLSearchParams({ workspace: option.value, ...(select.dataset.kind && { kind: select.dataset.kind }) });
      location.assign("/setup?" + query);
    }
  });
}

const teller = document.querySelector("[data-tell]");
if (teller && window.opener) window.opener.postMessage("success", teller.dataset.tell);
