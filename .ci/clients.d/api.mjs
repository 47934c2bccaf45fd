// Asana's own client for Node, led to the demo: the base address is all that is changed.
import Asana from 'asana';
import { demo, person } from './checks.mjs';

const client = Asana.ApiClient.instance;
client.basePath = demo.api_url;

export const owner = person('owner');
export const workspace = demo.workspace_gid;

// actAs makes the calls that follow with another token.
export function actAs(token) {
  client.authentications['token'].accessToken = token;
}

export const api = {
  attachments: new Asana.AttachmentsApi(),
  batch: new Asana.BatchAPIApi(),
  events: new Asana.EventsApi(),
  fields: new Asana.CustomFieldsApi(),
  jobs: new Asana.JobsApi(),
  lists: new Asana.UserTaskListsApi(),
  memberships: new Asana.MembershipsApi(),
  projectMemberships: new Asana.ProjectMembershipsApi(),
  projects: new Asana.ProjectsApi(),
  rules: new Asana.RulesApi(),
  sections: new Asana.SectionsApi(),
  settings: new Asana.CustomFieldSettingsApi(),
  statuses: new Asana.StatusUpdatesApi(),
  stories: new Asana.StoriesApi(),
  tags: new Asana.TagsApi(),
  tasks: new Asana.TasksApi(),
  teamMemberships: new Asana.TeamMembershipsApi(),
  teams: new Asana.TeamsApi(),
  typeahead: new Asana.TypeaheadApi(),
  users: new Asana.UsersApi(),
  webhooks: new Asana.WebhooksApi(),
  workspaceMemberships: new Asana.WorkspaceMembershipsApi(),
  workspaces: new Asana.WorkspacesApi(),
};

// gids are those of a list, in its order.
export const gids = (list) => list.data.map((item) => item.gid);

// all reads a list page by page, with no more than limit on a page.
export async function all(first, limit) {
  const seen = [];
  for (let page = await first; page.data; page = await page.nextPage()) {
    if (page.data.length > limit) throw new Error(`${page.data.length} on a page of ${limit}`);
    seen.push(...page.data);
  }
  return seen;
}
