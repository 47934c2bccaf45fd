// The page of a project.
import { startAsync } from "./async.js";

startAsync();
