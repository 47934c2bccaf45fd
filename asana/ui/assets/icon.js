// Pictures of apps come from our own proxy: the server tells for each address
// where the page may load it from. A picture that does not load is left out.

// icon returns a list of the picture, or of nothing.
export function icon(address, icons) {
  const ours = address && icons?.[address];
  if (!ours) return [];
  const img = document.createElement("img");
  img.className = "app-picture";
  img.alt = "";
  img.addEventListener("error", () => img.remove());
  img.src = ours;
  return [img];
}

// setIcon shows a picture in an <img> that is there, or hides it.
export function setIcon(img, address, icons) {
  const ours = address && icons?.[address];
  img.hidden = !ours;
  if (!ours || img.getAttribute("src") === ours) return;
  img.onerror = () => { img.hidden = true; };
  img.src = ours;
}
