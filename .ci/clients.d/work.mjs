// Tasks and what belongs to one.
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { all, api, gids, owner, workspace } from './api.mjs';
import { check, person } from './checks.mjs';

const member = person('member');

export async function someTasks({ project, section }) {
  const task = await check('tasks: create', async () => {
    const data = { name: 'First', projects: [project], assignee: 'me', due_on: '2030-01-31' };
    const made = (await api.tasks.createTask({ data })).data;
    assert.equal(made.assignee.gid, owner.gid);
    return made.gid;
  });
  await check('tasks: read fields by name', async () => {
    const read = (await api.tasks.getTask(task, { opt_fields: 'name,due_on,memberships.project.name' })).data;
    assert.deepEqual(Object.keys(read).sort(), ['due_on', 'gid', 'memberships', 'name']);
    assert.equal(read.memberships[0].project.name, 'By npm asana');
  });
  await check('tasks: update', async () => {
    const html = '<body>With <strong>weight</strong></body>';
    const now = (await api.tasks.updateTask({ data: { html_notes: html, completed: true } }, task, { opt_fields: 'html_notes,completed' })).data;
    assert.deepEqual([now.html_notes, now.completed], [html, true]);
  });
  await check('sections: take the task', async () => {
    await api.sections.addTaskForSection(section, { body: { data: { task } } });
    assert.deepEqual(gids(await api.tasks.getTasksForSection(section)), [task]);
  });
  await relations(task);
  await check('tasks: page by page', async () => {
    for (let i = 0; i < 5; i++) await api.tasks.createTask({ data: { name: `More ${i}`, projects: [project] } });
    const names = (await all(api.tasks.getTasksForProject(project, { limit: 2, opt_fields: 'name' }), 2)).map((t) => t.name);
    assert.deepEqual(names.sort(), ['First', 'More 0', 'More 1', 'More 2', 'More 3', 'More 4']);
  });
  await check('projects: count of the tasks', async () => {
    const counts = (await api.projects.getTaskCountsForProject(project, { opt_fields: 'num_tasks,num_completed_tasks' })).data;
    assert.deepEqual([counts.num_tasks, counts.num_completed_tasks], [6, 1]);
  });
  await check('user task list: tasks', async () => {
    const mine = (await api.lists.getUserTaskListForUser('me', workspace)).data.gid;
    assert.ok(gids(await api.tasks.getTasksForUserTaskList(mine, { limit: 100 })).includes(task));
  });
  return task;
}

async function relations(task) {
  const subtask = await check('tasks: subtask', async () => {
    const made = (await api.tasks.createSubtaskForTask({ data: { name: 'A part of it' } }, task)).data;
    assert.equal(made.parent.gid, task);
    assert.deepEqual(gids(await api.tasks.getSubtasksForTask(task)), [made.gid]);
    return made.gid;
  });
  await check('tasks: dependencies, there and back', async () => {
    await api.tasks.addDependenciesForTask({ data: { dependencies: [subtask] } }, task);
    assert.deepEqual(gids(await api.tasks.getDependenciesForTask(task)), [subtask]);
    assert.deepEqual(gids(await api.tasks.getDependentsForTask(subtask)), [task]);
    await api.tasks.removeDependenciesForTask({ data: { dependencies: [subtask] } }, task);
  });
  await check('tasks: followers', async () => {
    const has = (t) => t.data.followers.some((f) => f.gid === member.gid);
    assert.ok(has(await api.tasks.addFollowersForTask({ data: { followers: [member.gid] } }, task)));
    assert.ok(!has(await api.tasks.removeFollowerForTask({ data: { followers: [member.gid] } }, task)));
  });
}

export async function aroundATask(task) {
  await check('stories: comment, edit, list, delete', async () => {
    const story = (await api.stories.createStoryForTask({ data: { text: 'Read me' } }, task)).data.gid;
    await api.stories.updateStory({ data: { text: 'Read this' } }, story);
    assert.ok((await api.stories.getStoriesForTask(task)).data.some((s) => s.text === 'Read this'));
    await api.stories.deleteStory(story);
  });
  const text = 'żółw '.repeat(1000);
  const file = await check('attachments: upload', async () => {
    const path = join(dirname(process.argv[2]), 'client.txt');
    writeFileSync(path, text);
    return (await api.attachments.createAttachmentForObject({ parent: task, file: createReadStream(path) })).data.gid;
  });
  await check('attachments: download what was uploaded', async () => {
    const read = (await api.attachments.getAttachment(file)).data;
    assert.equal(read.name, 'client.txt');
    assert.equal(await (await fetch(read.download_url)).text(), text);
  });
  await check('attachments: external, list, delete', async () => {
    const external = { parent: task, resource_subtype: 'external', name: 'Elsewhere', url: 'https://example.com/x' };
    const made = await api.attachments.createAttachmentForObject(external);
    assert.equal((await api.attachments.getAttachmentsForObject(task)).data.length, 2);
    await api.attachments.deleteAttachment(made.data.gid);
  });
  await check('tags: create, add, find tasks by, take off, delete', async () => {
    const tag = (await api.tags.createTagForWorkspace({ data: { name: 'npm' } }, workspace)).data.gid;
    await api.tasks.addTagForTask({ data: { tag } }, task);
    assert.deepEqual(gids(await api.tags.getTagsForTask(task)), [tag]);
    assert.deepEqual(gids(await api.tasks.getTasksForTag(tag)), [task]);
    await api.tasks.removeTagForTask({ data: { tag } }, task);
    await api.tags.deleteTag(tag);
  });
}
