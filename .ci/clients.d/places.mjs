// People, workspaces, teams, projects and who is in them.
import assert from 'node:assert/strict';
import { all, api, gids, owner, workspace } from './api.mjs';
import { check, demo, person } from './checks.mjs';

const member = person('member');

export async function peopleAndTeams() {
  await check('users: me', async () => {
    const me = (await api.users.getUser('me')).data;
    assert.equal(me.email, owner.email);
    assert.ok(me.workspaces.some((w) => w.gid === workspace));
  });
  await check('users: of the workspace, page by page', async () => {
    const seen = (await all(api.users.getUsersForWorkspace(workspace, { limit: 2, opt_fields: 'email' }), 2)).map((u) => u.email);
    assert.equal(new Set(seen).size, seen.length);
    for (const p of demo.people) assert.ok(seen.includes(p.email), p.email);
  });
  await check('users: by e-mail address', async () => {
    assert.equal((await api.users.getUserForWorkspace(workspace, member.email)).data.gid, member.gid);
  });
  await check('workspaces: list and read', async () => {
    assert.ok(gids(await api.workspaces.getWorkspaces()).includes(workspace));
    assert.equal((await api.workspaces.getWorkspace(workspace)).data.resource_type, 'workspace');
  });
  await check('workspace memberships: of the workspace, of a user, one', async () => {
    const list = await api.workspaceMemberships.getWorkspaceMembershipsForWorkspace(workspace, { user: member.gid });
    const [mine] = (await api.workspaceMemberships.getWorkspaceMembershipsForUser('me')).data;
    const read = (await api.workspaceMemberships.getWorkspaceMembership(mine.gid)).data;
    assert.deepEqual([list.data.length, read.is_admin, read.user.gid], [1, true, owner.gid]);
  });
  const team = await check('teams: create, update, list', async () => {
    const made = (await api.teams.createTeam({ data: { name: 'Clients', organization: workspace } })).data.gid;
    await api.teams.updateTeam({ data: { name: 'Clients of others' } }, made);
    assert.ok((await api.teams.getTeamsForWorkspace(workspace)).data.some((t) => t.name === 'Clients of others'));
    return made;
  });
  await check('teams: add, list and remove a user', async () => {
    await api.teams.addUserForTeam({ data: { user: member.gid } }, team);
    assert.ok(gids(await api.users.getUsersForTeam(team)).includes(member.gid));
    const [membership] = (await api.teamMemberships.getTeamMembershipsForTeam(team)).data;
    assert.equal((await api.teamMemberships.getTeamMembership(membership.gid)).data.team.gid, team);
    await api.teams.removeUserForTeam({ data: { user: member.gid } }, team);
    assert.ok(!gids(await api.users.getUsersForTeam(team)).includes(member.gid));
  });
}

export async function aProject() {
  const project = await check('projects: create', async () => {
    const made = (await api.projects.createProject({ data: { name: 'By npm asana', workspace, team: demo.team_gid } })).data;
    assert.match(made.gid, /^[0-9]+$/);
    return made.gid;
  });
  await check('projects: update and read', async () => {
    await api.projects.updateProject({ data: { notes: 'żółw & "co"' } }, project);
    assert.equal((await api.projects.getProject(project)).data.notes, 'żółw & "co"');
  });
  await check('projects: of the workspace, of the team', async () => {
    assert.ok(gids(await api.projects.getProjectsForWorkspace(workspace)).includes(project));
    assert.ok(gids(await api.projects.getProjectsForTeam(demo.team_gid)).includes(project));
  });
  await check('projects: add a member, read the membership', async () => {
    await api.projects.addMembersForProject({ data: { members: member.gid } }, project);
    const list = await api.projectMemberships.getProjectMembershipsForProject(project, { user: member.gid });
    assert.equal((await api.projectMemberships.getProjectMembership(list.data[0].gid)).data.user.gid, member.gid);
    assert.ok(gids(await api.memberships.getMemberships({ parent: project })).includes(list.data[0].gid));
    await api.projects.removeMembersForProject({ data: { members: member.gid } }, project);
  });
  const section = await check('sections: create, rename, list', async () => {
    const made = (await api.sections.createSectionForProject(project, { body: { data: { name: 'Son' } } })).data.gid;
    await api.sections.updateSection(made, { body: { data: { name: 'Soon' } } });
    assert.ok((await api.sections.getSectionsForProject(project)).data.some((s) => s.name === 'Soon'));
    return made;
  });
  await check('sections: move and delete', async () => {
    const extra = (await api.sections.createSectionForProject(project, { body: { data: { name: 'Extra' } } })).data.gid;
    await api.sections.insertSectionForProject(project, { body: { data: { section: extra, before_section: section } } });
    const order = gids(await api.sections.getSectionsForProject(project));
    assert.ok(order.indexOf(extra) < order.indexOf(section));
    await api.sections.deleteSection(extra);
  });
  await check('status updates: create and read', async () => {
    const data = { parent: project, text: 'Going well', status_type: 'on_track' };
    const made = (await api.statuses.createStatusForObject({ data })).data;
    assert.equal((await api.statuses.getStatus(made.gid)).data.text, 'Going well');
    assert.deepEqual(gids(await api.statuses.getStatusesForObject(project)), [made.gid]);
  });
  return { project, section };
}
