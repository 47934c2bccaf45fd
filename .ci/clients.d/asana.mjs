// What scripts written for asana.com do, with the client they are written with.
import { actAs, owner } from './api.mjs';
import { copies, customFields, errors, findAndFollow } from './around.mjs';
import { summary } from './checks.mjs';
import { webhooks } from './hooks.mjs';
import { aProject, peopleAndTeams } from './places.mjs';
import { rules } from './rules.mjs';
import { aroundATask, someTasks } from './work.mjs';

actAs(owner.token);
await peopleAndTeams();
const place = await aProject();
const task = await someTasks(place);
await aroundATask(task);
await customFields(place, task);
await findAndFollow(place, task);
await copies(task);
await webhooks(place, task);
await rules(place, task);
await errors(place, task);
summary('asana');
