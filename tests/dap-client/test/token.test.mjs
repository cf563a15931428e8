// Ports that other machines can reach: who has the token, who has not, and what those can do.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fixtures, inventory, wrtd } from '../client/fixtures.mjs';
import { Background, until } from '../client/hosted.mjs';
import { Session } from '../client/session.mjs';

const main = inventory.source('main');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wrtd-token-'));
const token = path.join(folder, 'token');
const other = path.join(folder, 'other');

/** What a connection to a port gets for some bytes, until it is closed. */
function answer(port, ...pieces) {
  return new Promise((resolve) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(pieces.shift()));
    socket.on('data', (data) => {
      text += data;
      const next = pieces.shift();
      if (next) socket.write(typeof next === 'function' ? next(text) : next);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

const hello = () => `wrtd-hello 1 ${crypto.randomBytes(32).toString('hex')}\n`;

/** An editor that has started the proxy. */
const throughProxy = (port, file) =>
  new Session().startWith(wrtd, 'dap', '--connect', `127.0.0.1:${port}`, '--token-file', file);

async function endOf(session) {
  await until('the end of the proxy', () => session.hasEnded);
  return session.process.exitCode;
}

describe('a port with a token', () => {
  let server, port;
  before(() => {
    for (const file of [token, other]) cp.execFileSync(wrtd, ['token', file]);
  });
  beforeEach(async () => {
    server = new Background(['dap', '--listen', '0.0.0.0:0', '--token-file', token]);
    port = await server.port();
  });
  afterEach(() => server.kill());
  after(() => fs.rmSync(folder, { recursive: true }));

  it('serves an editor whose proxy has the token', async () => {
    const session = throughProxy(port, token);
    await session.debug(inventory.o0, { args: ['exit', '3'], breakpoints: { [main]: ['exit'] } });
    await session.stoppedAt(main, 'exit', 'breakpoint');
    await session.go();
    assert.equal(await session.exited(), 3);
    await session.end();
    assert.equal(server.stderr, `listening on 0.0.0.0:${port}\n`);
  });

  it('refuses another token, and tells the user', async () => {
    const session = throughProxy(port, other);
    const { message, showUser } = await session.refusal('initialize', { adapterID: 'wrtd' });
    assert.match(message, /^the server at 127\.0\.0\.1:\d+ cannot be used: it refuses the token; copy the file/);
    assert.equal(showUser, true);
    assert.equal(await endOf(session), 1);
    assert.match(server.stderr, /warning: refused 127\.0\.0\.1:\d+: its token is not the one of this server \(1 refused in all\)/);
  });

  it('refuses an editor that has connected by itself, and tells it what to start', async () => {
    const session = await new Session().start(port);
    const { message, showUser } = await session.refusal('initialize', { adapterID: 'wrtd' });
    assert.match(message, /asks for a token, which no editor sends; let the editor start `wrtd dap --connect/);
    assert.equal(showUser, true);
    await session.end();
  });

  it('cannot be got into by a recorded handshake', async () => {
    // A proxy in between, which keeps what the client sends.
    const lines = [];
    const between = net.createServer((client) => {
      const upstream = net.connect(port, '127.0.0.1');
      client.on('data', (data) => {
        lines.push(data);
        upstream.write(data);
      });
      upstream.on('data', (data) => client.write(data));
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
      client.on('error', () => {});
    });
    await new Promise((resolve) => between.listen(0, '127.0.0.1', resolve));
    const session = throughProxy(between.address().port, token);
    await session.initialize();
    await session.end();
    between.close();
    const sent = Buffer.concat(lines).toString();
    assert.match(sent, /^wrtd-hello 1 [0-9a-f]{64}\nwrtd-proof [0-9a-f]{64}\nContent-Length/);
    assert.ok(!sent.includes(fs.readFileSync(token, 'utf8').trim()), 'the token has been sent');
    const [first, second] = lines;
    assert.match(await answer(port, first, second), /^wrtd-challenge [0-9a-f]{64}\nwrtd-refuse\n$/);
  });

  it('outlives what is no handshake', async () => {
    for (const bytes of [
      'x'.repeat(100_000), '\x00\x01\xff', 'GET / HTTP/1.1\r\n\r\n', 'wrtd-hello 2 00\n', `${hello().slice(0, -2)}\n`,
    ]) {
      assert.equal(await answer(port, bytes), '');
    }
    // Past a few failures even the handshake is not begun, and later it is.
    assert.equal(await answer(port, hello()), '');
    const late = async () => /^wrtd-challenge/.test(await answer(port, hello(), 'wrtd-proof\n'));
    await until('the end of the pause', late);
    assert.match(server.stderr, /too many from its address have failed|begins no handshake/);
  });

  it('lets the legitimate one in while another keeps connections open', async () => {
    const idle = await Promise.all(Array.from({ length: 50 }, () => new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(socket));
      socket.on('error', () => {});
    })));
    const open = () => idle.filter((socket) => !socket.destroyed).length;
    idle.forEach((socket) => socket.resume());
    await until('the end of those too many', () => open() <= 8);
    idle.forEach((socket) => socket.destroy());
    // What has been ended so counts as failed: the same address waits, another does not.
    assert.equal(await answer(port, hello()), '');
    const elsewhere = net.createServer((client) => {
      const upstream = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => {});
    });
    await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const session = throughProxy(elsewhere.address().port, token);
    await session.initialize();
    await session.end();
    elsewhere.close();
  });

  it('does not say the same thing a thousand times', async () => {
    await Promise.all(Array.from({ length: 200 }, () => answer(port, hello(), 'wrtd-proof\n')));
    const lines = server.stderr.trim().split('\n').length;
    assert.ok(lines <= 6, `${lines} lines`);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await answer(port, 'x\n');
    await until('a count', () => /\(\d{3} refused in all; \d+ others since/.test(server.stderr));
  });

  it('is what a program of `wrtd run` can have as well', async () => {
    const program = new Background([
      'run', '--debug-listen', '0.0.0.0:0', '--token-file', token, '--source-map', `/wrtd/fixtures=${fixtures}`,
      inventory.o0, 'echo',
    ]);
    try {
      const address = `127.0.0.1:${await program.port()}`;
      const session = await new Session().start();
      await session.initialize();
      assert.match((await session.refusal('attach', { address, tokenFile: other })).message, /it refuses the token/);
      assert.match((await session.refusal('attach', { address, tokenFile: `${token}s` })).message, /`tokenFile`: cannot read the token file/);
      await session.ask('attach', { address, tokenFile: token });
      await session.breakpoints(main, ['echo']);
      await session.ask('configurationDone');
      program.type('one');
      await session.stoppedAt(main, 'echo', 'breakpoint');
      await session.end();
      await program.prints('1: one\n');
    } finally {
      program.kill();
    }
  });

  it('works on the loopback interface too, where none is needed', async () => {
    const local = new Background(['dap', '--listen', '127.0.0.1:0', '--token-file', token]);
    try {
      const session = throughProxy(await local.port(), other);
      assert.match((await session.refusal('initialize', {})).message, /it refuses the token/);
    } finally {
      local.kill();
    }
  });

  it('is not what a proxy without a token passes by', async () => {
    const session = new Session().startWith(wrtd, 'dap', '--connect', `127.0.0.1:${port}`);
    assert.match((await session.refusal('initialize', {})).message, /asks for a token/);
    session.process.kill('SIGKILL');
  });
});
