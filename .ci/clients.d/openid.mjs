// npm's openid-client, as strict as it comes, against the demo: the person signs in and consents by posting the
// forms of the pages.
import assert from 'node:assert/strict';
import * as openid from 'openid-client';
import { check, demo, person, refused, summary } from './checks.mjs';

const { client_id: id, client_secret: secret } = demo.oauth_app;
const callback = demo.oauth_app.redirect_uris.find((u) => u.startsWith('http'));
const who = person('member');
const plain = { execute: [openid.allowInsecureRequests] }; // the demo has no https

// Browser keeps cookies and posts forms; it stops at the app's address, where nobody listens.
class Browser {
  cookies = new Map();

  async send(address, form) {
    const response = await fetch(address, {
      redirect: 'manual', method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form),
      headers: { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '), origin: demo.platform_url },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      this.cookies.set(name, value.join('='));
    }
    const to = response.headers.get('location');
    if (!to) return { at: address, page: await response.text(), status: response.status };
    const next = new URL(to, address).href;
    return next.startsWith(callback) ? { back: new URL(next) } : this.send(next);
  }

  async signIn(page, p) {
    const next = new URL(page.at).searchParams.get('next');
    return this.send(`${demo.platform_url}/-/login`, { email: p.email, password: p.password, next });
  }

  decide(page, decision) {
    const [, gid] = page.page.match(/name="person" value="([^"]*)"/);
    return this.send(page.at, { person: gid, decision });
  }
}

async function begin(config, scope, more = {}) {
  const flow = { verifier: openid.randomPKCECodeVerifier(), state: openid.randomState(), nonce: openid.randomNonce() };
  flow.url = openid.buildAuthorizationUrl(config, {
    redirect_uri: callback, scope, state: flow.state, nonce: flow.nonce, code_challenge_method: 'S256',
    code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier), ...more,
  }).href;
  return flow;
}

const finish = (config, flow, back, more = {}) => openid.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: flow.verifier, expectedState: flow.state, expectedNonce: flow.nonce, idTokenExpected: true, ...more,
});

const says = (error) => (e) => assert.equal(e.error, error, e.stack);
const browser = new Browser();

async function discover(issuer, authentication) {
  return check(`discovery: ${new URL(issuer).pathname}`, async () => {
    const config = await openid.discovery(new URL(issuer), id, secret, authentication, plain);
    assert.equal(config.serverMetadata().issuer, issuer);
    assert.ok(config.serverMetadata().supportsPKCE());
    return config;
  });
}

async function firstTime(config) {
  const flow = await begin(config, 'openid email profile');
  const signIn = await check('sign-in: a stranger is shown the sign-in page', async () => {
    const page = await browser.send(flow.url);
    assert.match(page.page, /name="password"/);
    return page;
  });
  const consent = await check('consent: names the app and what it asks for', async () => {
    const page = await browser.signIn(signIn, who);
    assert.match(page.page, /Example integration/);
    assert.match(page.page, /your name and email address/);
    return page;
  });
  const { back } = await check('consent: allow', () => browser.decide(consent, 'allow'));
  await check('the app has not seen the password', () => assert.ok(!back.href.includes(who.password)));
  const tokens = await check('code flow: code, state, nonce, PKCE and ID token verify', () => finish(config, flow, back));
  await check('ID token: who it is', () => {
    const claims = tokens.claims();
    assert.deepEqual([claims.sub, claims.email, claims.name, claims.aud], [who.gid, who.email, who.name, id]);
    assert.equal(claims.iss, config.serverMetadata().issuer);
    assert.ok(claims.auth_time <= claims.iat);
  });
  await check('userinfo: agrees', async () => {
    const info = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.deepEqual([info.email, info.name], [who.email, who.name]);
  });
  await refused('the scopes bound it: no tasks', async () => {
    const answer = await fetch(`${demo.api_url}/tasks/${demo.task_gids[0]}`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    if (answer.status !== 200) throw Object.assign(new Error(await answer.text()), { status: answer.status });
  }, (e) => assert.equal(e.status, 403));
  return { flow, back, tokens };
}

async function silently(config, scope = 'openid email profile') {
  const flow = await begin(config, scope, { prompt: 'none' });
  const { back } = await browser.send(flow.url);
  return { flow, back };
}

async function refreshing(config, tokens) {
  const renewed = await check('refresh: new tokens, ID token verifies', async () => {
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(next.claims().sub, who.gid);
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    return next;
  });
  await refused('refresh: the same token a second time', () => openid.refreshTokenGrant(config, tokens.refresh_token), says('invalid_grant'));
  await refused('reuse: ended the newer refresh token', () => openid.refreshTokenGrant(config, renewed.refresh_token), says('invalid_grant'));
  await refused('reuse: ended the access token', () => openid.fetchUserInfo(config, renewed.access_token, who.gid), (e) => assert.equal(e.status, 401));
}

async function codes(config) {
  const { flow, back } = await check('prompt=none: a code without a page', () => silently(config));
  await refused('PKCE: another verifier', () => finish(config, flow, back, { pkceCodeVerifier: openid.randomPKCECodeVerifier() }), says('invalid_grant'));
  const tokens = await check('PKCE: the verifier', () => finish(config, flow, back));
  await refused('code: a second time', () => finish(config, flow, back), says('invalid_grant'));
  await refused('replay: ended the tokens', () => openid.fetchUserInfo(config, tokens.access_token, who.gid), (e) => assert.equal(e.status, 401));
  await refused('PKCE: plain is refused', async () => {
    const plainly = await begin(config, 'openid', { code_challenge_method: 'plain' });
    await finish(config, plainly, (await browser.send(plainly.url)).back);
  }, says('invalid_request'));
}

async function revoking(config) {
  const { flow, back } = await silently(config);
  const tokens = await check('revoke: tokens to begin with', () => finish(config, flow, back));
  await check('revoke: the refresh token', () => openid.tokenRevocation(config, tokens.refresh_token));
  await refused('revoke: it is dead', () => openid.refreshTokenGrant(config, tokens.refresh_token), says('invalid_grant'));
  await refused('revoke: so is the access token', () => openid.fetchUserInfo(config, tokens.access_token, who.gid), (e) => assert.equal(e.status, 401));
}

async function refusing(config) {
  await refused('prompt=none: nobody is signed in', async () => {
    const flow = await begin(config, 'openid', { prompt: 'none' });
    await finish(config, flow, (await new Browser().send(flow.url)).back);
  }, says('login_required'));
  await refused('scope: there is none such', async () => {
    const { flow, back } = await silently(config, 'openid launch:missiles');
    await finish(config, flow, back);
  }, says('invalid_scope'));
  await refused('consent: deny', async () => {
    const flow = await begin(config, 'openid');
    const stranger = new Browser();
    const consent = await stranger.signIn(await stranger.send(flow.url), person('guest'));
    await finish(config, flow, (await stranger.decide(consent, 'deny')).back);
  }, says('access_denied'));
  await check('redirect: another address gets no answer', async () => {
    const flow = await begin(config, 'openid', { redirect_uri: `${callback}/` });
    const page = await browser.send(flow.url);
    assert.equal(page.status, 400);
  });
}

const config = await discover(`${demo.platform_url}/api/1.0`, openid.ClientSecretPost(secret));
const { tokens } = await firstTime(config);
await refreshing(config, tokens);
await codes(config);
await revoking(config);
await refusing(config);

const root = await discover(demo.platform_url, openid.ClientSecretBasic(secret));
await check('the root as issuer, Basic authentication: code flow and ID token', async () => {
  const { flow, back } = await silently(root);
  const got = await finish(root, flow, back);
  assert.equal(got.claims().iss, demo.platform_url);
  assert.equal((await openid.refreshTokenGrant(root, got.refresh_token)).claims().iss, demo.platform_url);
});
summary('openid-client');
