// Webhooks: a receiver of ours, as Asana's documentation has one made, and what reaches it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { api, gids, workspace } from './api.mjs';
import { check, refused } from './checks.mjs';

// Receiver answers the handshake and keeps the events whose signature is right.
class Receiver {
  events = [];
  forged = 0;

  async listen() {
    this.server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const secret = request.headers['x-hook-secret'];
      if (secret) {
        this.secret = secret;
        response.setHeader('X-Hook-Secret', secret);
      } else {
        const signature = createHmac('sha256', this.secret).update(body).digest('hex');
        if (signature === request.headers['x-hook-signature']) this.events.push(...JSON.parse(body).events);
        else this.forged++;
      }
      response.end();
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${this.server.address().port}/hook`;
  }

  // has waits until an event came that fits.
  async has(fits) {
    for (const deadline = Date.now() + 60_000; !this.events.some(fits); await pause(50)) {
      assert.ok(Date.now() < deadline, `only ${JSON.stringify(this.events)}`);
    }
  }
}

export async function webhooks({ project }, task) {
  const receiver = new Receiver();
  const target = await receiver.listen();
  const filters = [{ resource_type: 'task', action: 'changed', fields: ['name'] }];
  const hook = await check('webhooks: create, with the handshake', async () => {
    const made = await api.webhooks.createWebhook({ data: { resource: project, target, filters } });
    assert.equal(made['X-Hook-Secret'], receiver.secret);
    assert.equal(made.data.resource.gid, project);
    return made.data.gid;
  });
  await refused('webhooks: the same a second time', () => api.webhooks.createWebhook({ data: { resource: project, target } }), (e) => assert.equal(e.status, 403));
  await check('webhooks: signed events reach the receiver', async () => {
    await api.tasks.updateTask({ data: { name: 'Told of' } }, task);
    await receiver.has((e) => e.resource.gid === task && e.change?.field === 'name');
    assert.equal(receiver.forged, 0);
  });
  await check('webhooks: list, filter anew, delete', async () => {
    assert.deepEqual(gids(await api.webhooks.getWebhooks(workspace, { resource: project })), [hook]);
    await api.webhooks.updateWebhook({ data: { filters: [{ resource_type: 'task', action: 'added' }] } }, hook);
    assert.equal((await api.webhooks.getWebhook(hook)).data.filters[0].action, 'added');
    await api.webhooks.deleteWebhook(hook);
    assert.deepEqual(gids(await api.webhooks.getWebhooks(workspace, { resource: project })), []);
  });
  receiver.server.close();
}
