// Moments relative to now, in the page's language: "3 minutes ago".
import { zone } from "./zone.js";

const units = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

// Less than a minute is no number: what changes by the second is out of date
// when it is read.
const justNow = { en: "just now", sv: "just nu", pl: "przed chwilą" };
const soon = { en: "in a moment", sv: "om en liten stund", pl: "za chwilę" };

// relative puts the time between a moment and now in words.
export function relative(moment, now = Date.now()) {
  const lang = document.documentElement.lang;
  const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const seconds = Math.round((moment.getTime() - now) / 1000);
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return justNow[lang] ?? words.format(0, "second");
}

// full is the day and the time of a moment where the reader is, for the tooltip.
export function full(moment) {
  return moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short", timeZone: zone() });
}

// timeElement makes a <time> that startTimes keeps up to date.
export function timeElement(text) {
  const e = document.createElement("time");
  e.dateTime = text;
  e.dataset.ago = "";
  show(e);
  return e;
}

function show(e) {
  const moment = new Date(e.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const due = e.hasAttribute("data-ahead") && moment.getTime() - Date.now() < 60000;
  e.textContent = (due && soon[document.documentElement.lang]) || relative(moment);
  e.title = full(moment);
}

// showTimes puts the moments of a part of the page in words.
export function showTimes(root) {
  root.querySelectorAll("time[data-ago]").forEach(show);
}

// startTimes does so and keeps them up to date.
export function startTimes(root) {
  showTimes(root);
  setInterval(() => showTimes(root), 30000);
}
