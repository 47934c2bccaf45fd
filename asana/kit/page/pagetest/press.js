(selector) => {
  if (matchMedia("(scripting: none)").matches) return; // nobody would listen
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
}
