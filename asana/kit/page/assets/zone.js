// What clocks show in the reader's time zone: the one the page names, or the
// browser's.

const day = 86400000;

// zone is the name of the reader's time zone; undefined is the browser's.
export function zone() {
  const name = document.documentElement.dataset.timeZone;
  if (!name) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    return undefined; // the server knows a zone that this browser does not
  }
}

// wallTime is what clocks show at a moment: "2026-12-01T09:00".
export function wallTime(moment) {
  return new Date(moment.getTime() + ahead(moment.getTime())).toISOString().slice(0, 16);
}

// momentOf is when clocks show that. Of two such moments, as clocks are set
// back, it is the first; where clocks skip it, they show as much later.
export function momentOf(wall) {
  const utc = Date.parse(wall + "Z");
  const [before, after] = [ahead(utc - day), ahead(utc + day)];
  const found = [before, after].find((offset) => ahead(utc - offset) === offset);
  return new Date(utc - (found ?? before));
}

// ahead is by how many milliseconds the zone's clocks are ahead of UTC.
function ahead(at) {
  const shown = {};
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  for (const { type, value } of clock.formatToParts(at)) shown[type] = Number(value);
  const seconds = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second);
  return seconds - Math.floor(at / 1000) * 1000;
}
