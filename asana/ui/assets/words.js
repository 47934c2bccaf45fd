// The words and icons scripts use stand in the page, the words in the reader's
// language.

const said = new Map();

// word returns a word with its {places} filled in.
export function word(name, values = {}) {
  if (said.size === 0) {
    const all = document.getElementById("words").content.querySelectorAll("[data-word]");
    for (const e of all) said.set(e.dataset.word, e.textContent);
  }
  return (said.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

// counted is a word in the form its number asks for: "1 comment", "2 comments".
export function counted(name, n) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(n);
  return word(`${name}_${form}`, { n });
}

// drawing returns an icon of ours.
export function drawing(name) {
  return document.getElementById("words").content.querySelector(`[data-drawing="${name}"] > svg`).cloneNode(true);
}
