// A rule that waits for a web request. The client knows how to start one; asana.com has nothing that makes one.
import assert from 'node:assert/strict';
import { api, owner } from './api.mjs';
import { check, demo, refused } from './checks.mjs';

async function call(path, data) {
  const headers = { Authorization: `Bearer ${owner.token}`, 'Content-Type': 'application/json' };
  const answer = await fetch(demo.api_url + path, data ? { method: 'POST', headers, body: JSON.stringify({ data }) } : { headers });
  const body = await answer.json();
  assert.ok(answer.ok, JSON.stringify(body));
  return body.data;
}

// done waits until a run is over, for half a minute at most.
async function done(run) {
  for (let i = 0; i < 300; i++) {
    const { state } = await call(`/rule_runs/${run}?opt_fields=state`);
    if (state === 'done') return;
    assert.ok(['waiting', 'running'].includes(state), state);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('the rule has not run');
}

export async function rules({ project }, task) {
  const rule = await check('rules: one is there', () => call(`/projects/${project}/rules`, {
    name: 'By npm asana', triggers: [{ kind: 'web_request' }], actions: [{ kind: 'comment', text: 'Started from outside' }],
  }));
  const trigger = rule.triggers[0].gid;
  await check('rules: trigger, and the rule runs', async () => {
    const said = (await api.rules.triggerRule({ data: { resource: task, action_data: { key: 'A-1' } } }, trigger)).data;
    assert.equal(said.message, 'Successfully saved the payload and ran the rule');
    const [run] = await call(`/rules/${rule.gid}/runs`);
    assert.equal(run.task.gid, task);
    await done(run.gid);
    const stories = (await api.stories.getStoriesForTask(task)).data;
    assert.ok(stories.some((s) => s.text === 'Started from outside'));
  });
  await refused('rules: trigger without a task', () => api.rules.triggerRule({ data: { action_data: {} } }, trigger), (e) => {
    assert.equal(e.status, 400);
  });
  await refused('rules: trigger that is none', () => api.rules.triggerRule({ data: { resource: task, action_data: {} } }, '12'), (e) => {
    assert.equal(e.status, 404);
  });
}
