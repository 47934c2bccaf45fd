// What every page does: moments relative to now, menus that close, forms that
// are sent once, and typed words that survive a change of language.
import { startTimes } from "./time.js";
import { startMenus } from "./menu.js";
import { startForms } from "./once.js";
import { startDrafts } from "./draft.js";

startTimes(document);
startMenus(document);
startForms(document);
startDrafts(document);
