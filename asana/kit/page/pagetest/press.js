(selector) => {
  // Without scripts nobody would listen: only what it is tells whether it leads
  // to another page.
  const leads = "a[href]:not([target]), form button:not([type=button]), [type=submit]";
  if (matchMedia("(scripting: none)").matches) return Boolean(document.querySelector(selector)?.closest(leads));
  // Until the press has hit the element, nothing else is told of it.
  const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  let landed = false;
  const guard = (e) => {
    if (!e.target.closest?.(selector)) {
      e.stopImmediatePropagation();
      e.preventDefault();
    } else if (e.type === "click") {
      landed = true;
      end();
    }
  };
  const end = () => kinds.forEach((kind) => window.removeEventListener(kind, guard, true));
  kinds.forEach((kind) => window.addEventListener(kind, guard, true));
  window.endPress = () => {
    end();
    delete window.endPress;
    return landed;
  };
  return false;
}
