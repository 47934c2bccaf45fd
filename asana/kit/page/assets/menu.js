// Menus are <details data-menu>. They close on Escape, on a click elsewhere
// and when another opens; arrow keys move between their items.

export function startMenus(root) {
  root.addEventListener("click", (e) => {
    for (const menu of root.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(e.target)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (e) => {
    const menu = e.target.closest?.("details[data-menu][open]");
    if (!menu) return;
    if (e.key === "Escape") {
      close(menu);
      e.preventDefault();
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      move(menu, e.key === "ArrowDown" ? 1 : -1);
      e.preventDefault();
    }
  });
}

// close closes a menu and gives the focus back to what opened it.
export function close(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

function move(menu, step) {
  const items = [...menu.querySelectorAll(".menu-item:not([hidden])")];
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement);
  const next = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
  items[next].focus();
}
