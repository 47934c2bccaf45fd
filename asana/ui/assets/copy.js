// Copies a text that is shown once.
document.addEventListener("click", async (e) => {
  const button = e.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  source.select();
  // Over http the clipboard is not there; the text is selected at least.
  await navigator.clipboard?.writeText(source.value);
  if (navigator.clipboard) button.textContent = button.dataset.copied;
});
