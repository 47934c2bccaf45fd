// The page of a run shows what has become of it without being loaded again.
import { refresh } from "./async.js";

const soon = 1000; // ms, while it is under way
const later = 15000; // while it waits

function watch() {
  const { moving, waiting } = document.getElementById("run").dataset;
  if (moving === undefined && waiting === undefined) return;
  setTimeout(async () => {
    if (document.visibilityState === "visible") await refresh("run").catch(() => {}); // the next look may succeed
    watch();
  }, moving === undefined ? later : soon);
}

watch();
