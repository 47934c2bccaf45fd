// The page of a task.
import { AppField } from "./appfield.js";
import { startAsync } from "./async.js";
import { startGrow } from "./grow.js";
import { startNotes } from "./notes.js";
import { startUpload } from "./upload.js";

startAsync();
startGrow();
startNotes();
startUpload();
for (const root of document.querySelectorAll("[data-app]")) new AppField(root);
