// Asana's own client for Node against the demo: the base address is all that is changed.
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Asana from 'asana';
import { check, demo, person, refused, summary } from './checks.mjs';

const client = Asana.ApiClient.instance;
client.basePath = demo.api_url;
const token = client.authentications['token'];
const owner = person('owner');
token.accessToken = owner.token;

const [users, workspaces, teams, projects, sections, tasks, stories, attachments] = [
  new Asana.UsersApi(), new Asana.WorkspacesApi(), new Asana.TeamsApi(), new Asana.ProjectsApi(),
  new Asana.SectionsApi(), new Asana.TasksApi(), new Asana.StoriesApi(), new Asana.AttachmentsApi(),
];
const [tags, events, batch, typeahead, lists, statuses] = [
  new Asana.TagsApi(), new Asana.EventsApi(), new Asana.BatchAPIApi(), new Asana.TypeaheadApi(),
  new Asana.UserTaskListsApi(), new Asana.StatusUpdatesApi(),
];
const workspace = demo.workspace_gid;

async function peopleAndPlaces() {
  await check('users: me', async () => {
    const me = (await users.getUser('me')).data;
    assert.equal(me.email, owner.email);
    assert.ok(me.workspaces.some((w) => w.gid === workspace));
  });
  await check('users: of the workspace, page by page', async () => {
    let page = await users.getUsersForWorkspace(workspace, { limit: 2, opt_fields: 'name,email' });
    const seen = [];
    while (page.data) {
      seen.push(...page.data.map((u) => u.email));
      page = await page.nextPage();
    }
    for (const p of demo.people) assert.ok(seen.includes(p.email), p.email);
    assert.equal(new Set(seen).size, seen.length);
  });
  await check('workspaces: list', async () => {
    assert.ok((await workspaces.getWorkspaces()).data.some((w) => w.gid === workspace));
  });
  await check('workspaces: one', async () => {
    assert.equal((await workspaces.getWorkspace(workspace)).data.resource_type, 'workspace');
  });
  await check('teams: of the workspace', async () => {
    assert.ok((await teams.getTeamsForWorkspace(workspace)).data.some((t) => t.gid === demo.team_gid));
  });
  await check('users: of a team', async () => {
    assert.ok((await users.getUsersForTeam(demo.team_gid)).data.length > 0);
  });
}

async function aProject() {
  const project = await check('projects: create', async () => {
    const made = (await projects.createProject({ data: { name: 'By npm asana', workspace, team: demo.team_gid } })).data;
    assert.match(made.gid, /^[0-9]+$/);
    return made.gid;
  });
  await check('projects: update and read', async () => {
    await projects.updateProject({ data: { notes: 'żółw & "co"' } }, project);
    assert.equal((await projects.getProject(project)).data.notes, 'żółw & "co"');
  });
  await check('projects: of the workspace', async () => {
    assert.ok((await projects.getProjectsForWorkspace(workspace)).data.some((p) => p.gid === project));
  });
  const section = await check('sections: create', async () => {
    return (await sections.createSectionForProject(project, { body: { data: { name: 'Soon' } } })).data.gid;
  });
  await check('sections: of the project', async () => {
    assert.ok((await sections.getSectionsForProject(project)).data.some((s) => s.name === 'Soon'));
  });
  await check('status updates: create', async () => {
    const made = (await statuses.createStatusForObject({ data: { parent: project, text: 'Going well', status_type: 'on_track' } })).data;
    assert.equal((await statuses.getStatus(made.gid)).data.text, 'Going well');
  });
  return { project, section };
}

async function someTasks({ project, section }) {
  const task = await check('tasks: create', async () => {
    const made = (await tasks.createTask({ data: { name: 'First', projects: [project], assignee: 'me', due_on: '2030-01-31' } })).data;
    assert.equal(made.assignee.gid, owner.gid);
    return made.gid;
  });
  await check('tasks: read fields by name', async () => {
    const read = (await tasks.getTask(task, { opt_fields: 'name,due_on,memberships.project.name' })).data;
    assert.deepEqual(Object.keys(read).sort(), ['due_on', 'gid', 'memberships', 'name']);
    assert.equal(read.memberships[0].project.name, 'By npm asana');
  });
  await check('tasks: update', async () => {
    const html = '<body>With <strong>weight</strong></body>';
    const now = (await tasks.updateTask({ data: { html_notes: html, completed: true } }, task, { opt_fields: 'html_notes,completed' })).data;
    assert.deepEqual([now.html_notes, now.completed], [html, true]);
  });
  await check('sections: take the task', async () => {
    await sections.addTaskForSection(section, { body: { data: { task } } });
    assert.deepEqual((await tasks.getTasksForSection(section)).data.map((t) => t.gid), [task]);
  });
  const subtask = await check('tasks: subtask', async () => {
    const made = (await tasks.createSubtaskForTask({ data: { name: 'A part of it' } }, task)).data;
    assert.equal(made.parent.gid, task);
    return made.gid;
  });
  await check('tasks: subtasks', async () => {
    assert.deepEqual((await tasks.getSubtasksForTask(task)).data.map((t) => t.gid), [subtask]);
  });
  await check('tasks: dependency', async () => {
    await tasks.addDependenciesForTask({ data: { dependencies: [subtask] } }, task);
    assert.deepEqual((await tasks.getDependenciesForTask(task)).data.map((t) => t.gid), [subtask]);
  });
  await check('tasks: followers', async () => {
    const after = (await tasks.addFollowersForTask({ data: { followers: [person('member').gid] } }, task)).data;
    assert.ok(after.followers.some((f) => f.gid === person('member').gid));
  });
  await check('tasks: page by page', async () => {
    for (let i = 0; i < 5; i++) await tasks.createTask({ data: { name: `More ${i}`, projects: [project] } });
    let page = await tasks.getTasksForProject(project, { limit: 2, opt_fields: 'name' });
    const names = [];
    while (page.data) {
      assert.ok(page.data.length <= 2);
      names.push(...page.data.map((t) => t.name));
      page = await page.nextPage();
    }
    assert.deepEqual(names.sort(), ['First', 'More 0', 'More 1', 'More 2', 'More 3', 'More 4']);
  });
  await check('user task list: tasks', async () => {
    const mine = (await lists.getUserTaskListForUser('me', workspace)).data.gid;
    const page = await tasks.getTasksForUserTaskList(mine, { limit: 100, completed_since: '2020-01-01T00:00:00.000Z' });
    assert.ok(page.data.some((t) => t.gid === task));
  });
  return task;
}

async function aroundATask(task) {
  const story = await check('stories: comment', async () => {
    return (await stories.createStoryForTask({ data: { text: 'Read me' } }, task)).data.gid;
  });
  await check('stories: edit, list, delete', async () => {
    await stories.updateStory({ data: { text: 'Read this' } }, story);
    assert.ok((await stories.getStoriesForTask(task)).data.some((s) => s.text === 'Read this'));
    await stories.deleteStory(story);
  });
  const file = await check('attachments: upload', async () => {
    const path = join(dirname(process.argv[2]), 'client.txt');
    writeFileSync(path, 'żółw '.repeat(1000));
    return (await attachments.createAttachmentForObject({ parent: task, file: createReadStream(path) })).data.gid;
  });
  await check('attachments: download what was uploaded', async () => {
    const read = (await attachments.getAttachment(file)).data;
    assert.equal(read.name, 'client.txt');
    assert.equal(await (await fetch(read.download_url)).text(), 'żółw '.repeat(1000));
  });
  await check('attachments: external, list, delete', async () => {
    const made = await attachments.createAttachmentForObject({ parent: task, resource_subtype: 'external', name: 'Elsewhere', url: 'https://example.com/x' });
    assert.equal((await attachments.getAttachmentsForObject(task)).data.length, 2);
    await attachments.deleteAttachment(made.data.gid);
  });
  await check('tags: create, add, take off', async () => {
    const tag = (await tags.createTagForWorkspace({ data: { name: 'npm' } }, workspace)).data.gid;
    await tasks.addTagForTask({ data: { tag } }, task);
    assert.deepEqual((await tags.getTagsForTask(task)).data.map((t) => t.gid), [tag]);
    await tasks.removeTagForTask({ data: { tag } }, task);
  });
}

async function findAndFollow(project, task) {
  await check('search: by words and assignee', async () => {
    const found = await tasks.searchTasksForWorkspace(workspace, { text: 'First', 'projects.any': project, 'assignee.any': 'me' });
    assert.deepEqual(found.data.map((t) => t.gid), [task]);
  });
  await check('typeahead: projects', async () => {
    const found = await typeahead.typeaheadForWorkspace(workspace, 'project', { query: 'npm as' });
    assert.ok(found.data.some((p) => p.gid === project));
  });
  const first = await refused('events: the first call is told a sync token', () => events.getEvents(project), (e) => {
    assert.equal(e.status, 412);
    assert.ok(e.response.body.sync);
  });
  await check('events: what happened since', async () => {
    await tasks.updateTask({ data: { name: 'Renamed' } }, task);
    const seen = await events.getEvents(project, { sync: first.response.body.sync });
    assert.ok(seen.data.some((e) => e.resource.gid === task && e.action === 'changed'));
  });
  await check('batch: two calls in one', async () => {
    const answers = (await batch.createBatchRequest({ data: { actions: [
      { method: 'get', relative_path: `/tasks/${task}`, options: { fields: ['name'] } },
      { method: 'get', relative_path: '/tasks/1' },
    ] } })).data;
    assert.deepEqual(answers.map((a) => a.status_code), [200, 404]);
    assert.equal(answers[0].body.data.name, 'Renamed');
  });
}

async function fields(project, task) {
  const [custom, settings] = [new Asana.CustomFieldsApi(), new Asana.CustomFieldSettingsApi()];
  const field = await check('custom fields: create a choice', async () => {
    const options = [{ name: 'Low', color: 'green' }, { name: 'High', color: 'red' }];
    const name = `Risk ${Date.now()}`;
    return (await custom.createCustomField({ data: { workspace, name, resource_subtype: 'enum', enum_options: options } })).data;
  });
  await check('custom fields: add to the project', async () => {
    await projects.addCustomFieldSettingForProject({ data: { custom_field: field.gid } }, project);
    const list = await settings.getCustomFieldSettingsForProject(project);
    assert.ok(list.data.some((s) => s.custom_field.gid === field.gid));
  });
  await check('custom fields: set on a task', async () => {
    const high = field.enum_options.find((o) => o.name === 'High').gid;
    const now = (await tasks.updateTask({ data: { custom_fields: { [field.gid]: high } } }, task)).data;
    assert.equal(now.custom_fields.find((f) => f.gid === field.gid).display_value, 'High');
  });
}

const says = (status, text) => (e) => {
  assert.equal(e.status, status);
  assert.match(e.response.body.errors[0].message, text);
};

async function errors(project, task) {
  await refused('400: a task nowhere', () => tasks.createTask({ data: { name: 'x' } }), says(400, /specify one of workspace, parent, projects/));
  await refused('404: a task that is none', () => tasks.getTask('1'), says(404, /^task: Unknown object: 1$/));
  const closed = (await projects.createProject({ data: { name: 'Closed', workspace, team: demo.team_gid, privacy_setting: 'private' } })).data.gid;
  token.accessToken = person('member').token;
  await refused('403: a project of others', () => projects.getProject(closed), says(403, /^You do not have access to this project\.$/));
  token.accessToken = 'nonsense';
  await refused('401: a token that is none', () => users.getUser('me'), says(401, /^Not Authorized$/));
  token.accessToken = owner.token;
  await check('tasks and projects: delete', async () => {
    await tasks.deleteTask(task);
    await projects.deleteProject(closed);
    await projects.deleteProject(project);
  });
  await refused('404: deleted', () => tasks.getTask(task), (e) => assert.equal(e.status, 404));
}

await peopleAndPlaces();
const place = await aProject();
const task = await someTasks(place);
await aroundATask(task);
await findAndFollow(place.project, task);
await fields(place.project, task);
await errors(place.project, task);
summary('asana');
