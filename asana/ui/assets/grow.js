// Text fields that grow with their text; data-one-line takes Enter as "done".

export function startGrow() {
  fitAll();
  window.addEventListener("resize", fitAll);
  document.addEventListener("input", (e) => {
    if (e.target.matches("textarea[data-grow]")) fit(e.target);
  });
  document.addEventListener("keydown", (e) => {
    const area = e.target;
    if (e.key !== "Enter" || !area.matches?.("textarea")) return;
    if (area.matches("[data-one-line]")) {
      e.preventDefault();
      area.blur();
    } else if (e.ctrlKey || e.metaKey) {
      area.form?.requestSubmit();
    }
  });
}

function fitAll() {
  for (const area of document.querySelectorAll("textarea[data-grow]")) fit(area);
}

function fit(area) {
  area.style.height = "auto";
  area.style.height = area.scrollHeight + 2 + "px";
}
