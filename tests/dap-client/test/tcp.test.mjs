// The TCP transport: sessions one after another and side by side, and no way in for web pages.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { inventory, wrtd } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

async function listen(...options) {
  const server = cp.spawn(wrtd, ['dap', '--listen', '127.0.0.1:0', ...options]);
  let log = '';
  const port = await new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error(`wrtd ended: ${log}`)));
    server.stderr.on('data', (data) => {
      log += data;
      const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(log) ?? [];
      if (port) resolve(Number(port));
    });
  });
  return { server, port, log: () => log };
}

/** What a server answers to bytes, until it closes. */
function answer(port, bytes) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (data) => (text += data));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

describe('TCP', () => {
  let server, port, log;
  before(async () => ({ server, port, log } = await listen()));
  after(() => server.kill());

  it('serves sessions one after another', async () => {
    for (let i = 0; i < 3; i++) {
      const session = await new Session().start(port);
      await session.debug(inventory.o0, { args: ['exit', `${i + 1}`] });
      assert.equal(await session.exited(), i + 1);
      await session.end();
    }
  });

  it('serves sessions side by side', async () => {
    const sessions = await Promise.all([1, 2].map(() => new Session().start(port)));
    for (const session of sessions) {
      await session.debug(inventory.o0, { breakpoints: { [inventory.source('main')]: ['main'] } });
    }
    for (const session of sessions) {
      await session.stoppedAt(inventory.source('main'), 'main', 'breakpoint');
      await session.go();
      assert.equal(await session.exited(), 0);
      await session.end();
    }
  });

  it('goes on after a client that vanished', async () => {
    const session = await new Session().start(port);
    await session.debug(inventory.o0, { args: ['spin'] });
    session.socket.destroy();
    const next = await new Session().start(port);
    await next.debug(inventory.o0, { args: ['exit', '3'] });
    assert.equal(await next.exited(), 3);
    await next.end();
  });

  it('refuses browsers', async () => {
    const error = await new Promise((resolve) => {
      const body = 'Content-Length: 2\r\n\r\n{}';
      const request = http.request({ port, host: '127.0.0.1', method: 'POST' }, () => resolve(null));
      request.on('error', resolve);
      request.end(body);
    });
    assert.ok(error, 'HTTP must not be answered');
    assert.equal(await answer(port, 'GET / HTTP/1.1\r\n'), '');
    assert.equal(await answer(port, 'Content-Length: 2\r\nOrigin: http://x\r\n\r\n{}'), '');
    assert.match(log(), /speaks HTTP/);
  });

  it('outlives garbage', async () => {
    for (const bytes of ['x'.repeat(20_000), '\x00\x01', 'Content-Length: 99999999999\r\n\r\n']) {
      await answer(port, bytes);
    }
    const session = await new Session().start(port);
    await session.initialize();
    await session.end();
  });

  it('does not listen where other machines could connect', () => {
    const { status, stderr } = cp.spawnSync(wrtd, ['dap', '--listen', '0.0.0.0:0'], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /other machines/);
  });
});
