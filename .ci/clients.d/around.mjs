// Custom fields, finding and following, copies, and what is refused.
import assert from 'node:assert/strict';
import { actAs, api, gids, owner, workspace } from './api.mjs';
import { check, demo, person, refused } from './checks.mjs';

export async function customFields({ project }, task) {
  const field = await check('custom fields: create a choice', async () => {
    const options = [{ name: 'Low', color: 'green' }, { name: 'High', color: 'red' }];
    const name = `Risk ${Date.now()}`;
    return (await api.fields.createCustomField({ data: { workspace, name, resource_subtype: 'enum', enum_options: options } })).data;
  });
  await check('custom fields: another option', async () => {
    const option = (await api.fields.createEnumOptionForCustomField(field.gid, { body: { data: { name: 'Highest' } } })).data.gid;
    await api.fields.updateEnumOption(option, { body: { data: { name: 'Deadly' } } });
    const read = (await api.fields.getCustomField(field.gid)).data;
    assert.deepEqual(read.enum_options.map((o) => o.name), ['Low', 'High', 'Deadly']);
  });
  await check('custom fields: add to the project', async () => {
    await api.projects.addCustomFieldSettingForProject({ data: { custom_field: field.gid } }, project);
    const list = await api.settings.getCustomFieldSettingsForProject(project);
    assert.ok(list.data.some((s) => s.custom_field.gid === field.gid));
  });
  await check('custom fields: set on a task', async () => {
    const high = field.enum_options.find((o) => o.name === 'High').gid;
    const now = (await api.tasks.updateTask({ data: { custom_fields: { [field.gid]: high } } }, task)).data;
    assert.equal(now.custom_fields.find((f) => f.gid === field.gid).display_value, 'High');
  });
}

export async function findAndFollow({ project }, task) {
  await check('search: by words and assignee', async () => {
    const found = await api.tasks.searchTasksForWorkspace(workspace, { text: 'First', 'projects.any': project, 'assignee.any': 'me' });
    assert.deepEqual(gids(found), [task]);
  });
  await check('typeahead: projects', async () => {
    assert.ok(gids(await api.typeahead.typeaheadForWorkspace(workspace, 'project', { query: 'npm as' })).includes(project));
  });
  const first = await refused('events: the first call is told a sync token', () => api.events.getEvents(project), (e) => {
    assert.equal(e.status, 412);
    assert.ok(e.response.body.sync);
  });
  await check('events: what happened since', async () => {
    await api.tasks.updateTask({ data: { name: 'Renamed' } }, task);
    const seen = await api.events.getEvents(project, { sync: first.response.body.sync });
    assert.ok(seen.data.some((e) => e.resource.gid === task && e.action === 'changed'));
  });
  await check('batch: two calls in one', async () => {
    const answers = (await api.batch.createBatchRequest({ data: { actions: [
      { method: 'get', relative_path: `/tasks/${task}`, options: { fields: ['name'] } },
      { method: 'get', relative_path: '/tasks/1' },
    ] } })).data;
    assert.deepEqual(answers.map((a) => a.status_code), [200, 404]);
    assert.equal(answers[0].body.data.name, 'Renamed');
  });
}

export async function copies(task) {
  await check('tasks: duplicate, and follow the job to its end', async () => {
    let job = (await api.tasks.duplicateTask({ data: { name: 'Copy', include: 'notes,assignee' } }, task)).data;
    while (['not_started', 'in_progress'].includes(job.status)) job = (await api.jobs.getJob(job.gid)).data;
    assert.equal(job.status, 'succeeded');
    const copy = (await api.tasks.getTask(job.new_task.gid)).data;
    assert.deepEqual([copy.name, copy.assignee.gid, copy.notes], ['Copy', owner.gid, 'With weight']);
  });
}

const says = (status, text) => (e) => {
  assert.equal(e.status, status);
  assert.match(e.response.body.errors[0].message, text);
};

export async function errors({ project }, task) {
  await refused('400: a task nowhere', () => api.tasks.createTask({ data: { name: 'x' } }), says(400, /specify one of workspace, parent, projects/));
  await refused('404: a task that is none', () => api.tasks.getTask('1'), says(404, /^task: Unknown object: 1$/));
  const data = { name: 'Closed', workspace, team: demo.team_gid, privacy_setting: 'private' };
  const closed = (await api.projects.createProject({ data })).data.gid;
  actAs(person('member').token);
  await refused('403: a project of others', () => api.projects.getProject(closed), says(403, /^You do not have access to this project\.$/));
  actAs('nonsense');
  await refused('401: a token that is none', () => api.users.getUser('me'), says(401, /^Not Authorized$/));
  actAs(owner.token);
  await check('tasks and projects: delete', async () => {
    await api.tasks.deleteTask(task);
    await api.projects.deleteProject(closed);
    await api.projects.deleteProject(project);
  });
  await refused('404: deleted', () => api.tasks.getTask(task), (e) => assert.equal(e.status, 404));
}
