// The list of sources while a session goes on, and where a client that attaches has them.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { file, inventory, marker, types } from '../client/fixtures.mjs';
import { Background } from '../client/hosted.mjs';
import { Session, scenario } from '../client/session.mjs';

const main = types.source('main');

/** Runs with a folder of its own, which is removed afterwards. */
async function inFolder(run) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync('/tmp'), 'wrtd-sources-'));
  try {
    await run(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** What was told of sources so far, as `reason name`, and takes it. */
function told(session) {
  const events = session.unread.filter(({ event }) => event === 'loadedSource');
  session.unread = session.unread.filter(({ event }) => event !== 'loadedSource');
  return events.map(({ body }) => `${body.reason} ${body.source.name}`);
}

describe('the list of sources', () => {
  scenario('is not told to a client that has not asked for it', async (session) => {
    await session.debug(types.o0, { stopOnEntry: true });
    await session.stopped('entry');
    await session.stack();
    await session.ask('restart');
    await session.stopped('entry');
    assert.ok(!session.has('loadedSource'));
  });

  scenario('is told where another program comes in place of the first', (session) => inFolder(async (folder) => {
    const program = path.join(folder, 'program.wasm');
    fs.copyFileSync(types.o0, program);
    await session.debug(program, { stopOnEntry: true });
    await session.stopped('entry');
    await session.stack();
    const { sources } = await session.ask('loadedSources');
    const names = (list) => list.map(({ name }) => name).sort();
    // The same file again changes nothing.
    await session.ask('restart');
    await session.stopped('entry');
    assert.deepEqual(told(session), []);
    // The file is another program now.
    fs.copyFileSync(file('wat/plain.wasm'), program);
    await session.ask('restart', { arguments: { program, invoke: ['add', '1', '2'], stopOnEntry: true } });
    await session.stopped('entry');
    const gone = told(session).filter((line) => line.startsWith('removed'));
    assert.deepEqual(gone.map((line) => line.replace('removed ', '')).sort(), names(sources));
    // And once more the first, from its file alone.
    fs.copyFileSync(types.o0, program);
    await session.ask('restart', { arguments: { program, stopOnEntry: true } });
    await session.stopped('entry');
    const again = (await session.ask('loadedSources')).sources.filter(({ path }) => path || !/disassembly/.test(path));
    const come = told(session).filter((line) => line.startsWith('new'));
    assert.ok(names(again).every((name) => come.includes(`new ${name}`)), JSON.stringify([come, names(again)]));
  }));

  scenario('grows by the functions that are shown as text', async (session) => {
    await session.debug(file('wat/plain.wasm'), { invoke: ['add', '30', '12'], stopOnEntry: true });
    await session.event('stopped');
    assert.deepEqual((await session.ask('loadedSources')).sources, []);
    const [{ source }] = await session.stack();
    const { reason, source: listed } = await session.event('loadedSource');
    assert.deepEqual([reason, listed.sourceReference, listed.name], ['new', source.sourceReference, source.name]);
    await session.stack();
    assert.ok(!session.has('loadedSource'));
    assert.deepEqual((await session.ask('loadedSources')).sources, [listed]);
  });

  scenario('has a source anew that was written to', (session) => inFolder(async (folder) => {
    fs.cpSync(file('c'), path.join(folder, 'c'), { recursive: true, filter: (from) => !from.endsWith('.wasm') });
    const source = { path: path.join(folder, main) };
    await session.debug(types.o0, { stopOnEntry: true, sourceMap: { '/wrtd/fixtures': folder } });
    await session.stopped('entry');
    await session.ask('loadedSources');
    fs.writeFileSync(source.path, `// One line more.\n${fs.readFileSync(source.path, 'utf8')}`);
    fs.utimesSync(source.path, new Date(), new Date(Date.now() + 5000));
    await session.ask('setBreakpoints', { source, breakpoints: [{ line: 1 }], sourceModified: true });
    const changed = await session.event('loadedSource');
    assert.deepEqual([changed.reason, changed.source.path, changed.source.origin],
      ['changed', source.path, 'changed since the program was built']);
    assert.ok(!session.has('loadedSource'));
    // A restart finds what else was written to, or is away.
    fs.rmSync(path.join(folder, types.source('shapes')));
    await session.ask('restart');
    await session.stopped('entry');
    const away = await session.event('loadedSource');
    assert.deepEqual([away.reason, away.source.name, away.source.path], ['changed', 'shapes.c', undefined]);
  }));
});

describe('sources of a program that is attached to', () => {
  const hosted = inventory.source('main');

  it('are where the client has them, on whatever machine that is', async () => {
    const program = new Background(['run', '--debug-listen', '127.0.0.1:0', inventory.o0, 'echo']);
    const port = await program.port();
    let count = 0;
    /** Attaches, stops at the marked line and gives its source and the one after a step; leaves the program running. */
    const visit = async (attributes, own) => {
      const session = await new Session().start(port);
      await session.initialize();
      await session.ask('attach', attributes);
      const [bound] = (await session.ask('setBreakpoints', {
        source: { path: own }, breakpoints: [{ line: marker(hosted, 'echo') }],
      })).breakpoints;
      await session.ask('configurationDone');
      program.type('line');
      const { frame } = await session.stopped('breakpoint');
      assert.equal(frame.line, marker(hosted, 'echo'));
      const { frame: next } = await session.step('next');
      await session.ask('disconnect', {});
      await program.prints(`${++count}: line\n`);
      assert.deepEqual(session.problems, []);
      session.socket.destroy();
      return [bound.verified, frame.source, next];
    };
    try {
      const here = await visit({ sourceMap: { '/wrtd/fixtures': file() } }, file(hosted));
      assert.deepEqual([here[0], here[1].path, here[2].source.path], [true, file(hosted), file(hosted)]);
      // Nothing of the first client is left to the next one.
      const [, source] = await visit({}, file(hosted));
      assert.deepEqual([source.path, source.origin], [undefined, `not found: /wrtd/fixtures/${hosted}`]);
      // Files that are not on the program's machine are the client's, and steps end in them.
      const there = path.join('/home/nobody/elsewhere', hosted);
      const [verified, remote, next] = await visit({ sourceMap: [['/wrtd/fixtures', '/home/nobody/elsewhere']] }, there);
      assert.deepEqual([verified, remote.path, remote.origin], [true, there, undefined]);
      assert.equal(next.source.path, there);
      assert.ok(next.line > marker(hosted, 'echo'));
    } finally {
      program.kill();
    }
  });

  it('need a map that is one', async () => {
    const program = new Background(['run', '--debug-listen', '127.0.0.1:0', inventory.o0, 'echo']);
    try {
      const session = await new Session().start(await program.port());
      await session.initialize();
      const { message } = await session.refusal('attach', { sourceMap: [['/a']] });
      assert.match(message, /`sourceMap\[0\]`: a pair of strings `\[FROM, TO\]` was expected/);
      await session.ask('attach', {});
      await session.ask('disconnect', {});
      session.socket.destroy();
    } finally {
      program.kill();
    }
  });
});
