// Microsoft's client, with what scenarios need: every message of wrtd's is recorded and checked against
// the schema, events are kept until somebody asks for them, and no request waits for ever.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { hollowed, isHollow, note } from './capabilities.mjs';
import { file, marker, sourceMap, wrtd } from './fixtures.mjs';
import { problemsOf } from './schema.mjs';

const PATIENCE = 20_000;

/** A client and its server. */
export class Session extends DebugClient {
  constructor(...options) {
    super(wrtd, 'dap', 'wrtd');
    this.options = options;
    this.defaultTimeout = PATIENCE;
    this.messages = [];
    this.problems = [];
    this.unread = [];
    this.waiting = [];
    this.capabilities = {};
    // The thread that has stopped; of programs with several, scenarios say that they have.
    this.thread = 1;
    this.hasThreads = false;
    this.reverse = {};
  }

  /** Answers a request of wrtd's by what `handler` gives for its arguments, or refuses it with what that throws. */
  serve(command, handler) {
    this.reverse[command] = handler;
  }

  async respond({ seq, command, arguments: args }) {
    const response = { type: 'response', seq: this.sequence++, request_seq: seq, command };
    try {
      response.body = await this.reverse[command](args);
      response.success = true;
    } catch (error) {
      Object.assign(response, { success: false, message: error.message });
    }
    const json = JSON.stringify(response);
    this.outputStream.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  }

  /** Starts `wrtd dap` with the options, or connects to one that listens on `port`. */
  async start(port) {
    if (port !== undefined) {
      await super.start(port);
      this.socket = this._socket;
      return this;
    }
    // The base class would pass one argument only and drop what is written to standard error.
    return this.startWith(wrtd, 'dap', ...this.options);
  }

  doSend(command, args, done) {
    if (isHollow(command)) {
      setImmediate(() => done({ success: true, command, body: {} }));
      return;
    }
    super.doSend(command, hollowed(command, args), (response) => {
      note(command, args, response);
      done?.(response);
    });
  }

  dispatch(json) {
    const message = JSON.parse(json);
    this.messages.push(message);
    this.problems.push(...problemsOf(message).map((problem) => `${problem}: ${json}`));
    if (message.seq !== this.messages.length) {
      this.problems.push(`message ${this.messages.length} has seq ${message.seq}`);
    }
    if (message.type === 'request') {
      this.respond(message);
      return;
    }
    if (message.type === 'event') {
      this.unread.push(message);
      this.wake();
    }
    super.dispatch(json);
  }

  wake() {
    this.waiting = this.waiting.filter((waiter) => !waiter());
  }

  /** Starts another command in place of `wrtd dap`. */
  startWith(command, ...args) {
    this.process = cp.spawn(command, args);
    this.stderr = '';
    this.process.stderr.on('data', (data) => (this.stderr += data));
    this.process.stdin.on('error', () => {});
    this.connect(this.process.stdout, this.process.stdin);
    return this;
  }

  /** The next event of this name that has not been taken yet. */
  event(name, matches = () => true) {
    return patiently(`event ${name}`, (resolve) => {
      const take = () => {
        const i = this.unread.findIndex((event) => event.event === name && matches(event.body));
        if (i >= 0) resolve(this.unread.splice(i, 1)[0].body);
        return i >= 0;
      };
      if (!take()) this.waiting.push(take);
    }, () => this.log());
  }

  /** The name of whichever of these events comes first; it is taken. */
  eitherEvent(...names) {
    return patiently(`event ${names.join(' or ')}`, (resolve) => {
      const take = () => {
        const i = this.unread.findIndex((event) => names.includes(event.event));
        if (i >= 0) resolve(this.unread.splice(i, 1)[0].event);
        return i >= 0;
      };
      if (!take()) this.waiting.push(take);
    }, () => this.log());
  }

  /** Whether an event of this name waits to be taken. */
  has(name) {
    return this.unread.some((event) => event.event === name);
  }

  /** A request's response body. A refusal becomes an error with the `response`. */
  async ask(command, args) {
    const response = await patiently(`response to ${command}`, (resolve) => {
      this.doSend(command, args, resolve);
    }, () => this.log());
    if (!response.success) {
      throw Object.assign(new Error(`${command}: ${response.message}`), { response });
    }
    return response.body;
  }

  /** A request that must be refused: the error of its response. */
  async refusal(command, args) {
    const error = await this.ask(command, args).then(
      () => assert.fail(`${command} was not refused`),
      (error) => error,
    );
    assert.ok(error.response, error.message);
    return { message: error.response.message, ...error.response.body.error };
  }

  /** `initialize` as an editor does it. */
  async initialize(args = {}) {
    this.capabilities = await this.ask('initialize', {
      adapterID: 'wrtd',
      clientID: 'scenario',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
      supportsVariableType: true,
      supportsVariablePaging: true,
      ...args,
    });
    await this.event('initialized');
    return this.capabilities;
  }

  /** Replaces the breakpoints of a source of the fixtures; places are markers or lines. */
  async breakpoints(source, places) {
    const at = (place) => (typeof place === 'number' ? place : marker(source, place));
    const body = await this.ask('setBreakpoints', {
      source: { path: file(source) },
      breakpoints: places.map((place) => (typeof place === 'object' ? { ...place.does, line: at(place.at) } : { line: at(place) })),
    });
    assert.equal(body.breakpoints.length, places.length);
    return body.breakpoints;
  }

  /**
   * From nothing to a running program. `breakpoints` is an object of sources and their places; the
   * rest are launch attributes.
   */
  async debug(program, { breakpoints = {}, client, ...attributes } = {}) {
    if (!this.process && !this.socket) await this.start();
    await this.initialize(client);
    await this.ask('launch', { program, sourceMap, ...attributes });
    this.bound = {};
    for (const [source, places] of Object.entries(breakpoints)) {
      this.bound[source] = await this.breakpoints(source, places);
    }
    await this.ask('configurationDone');
    return this;
  }

  /** The next stop, with its innermost frame. */
  async stopped(reason) {
    const body = await this.event('stopped');
    if (reason) assert.equal(body.reason, reason, JSON.stringify(body));
    if (!this.hasThreads) assert.equal(body.threadId, 1);
    this.thread = body.threadId;
    assert.equal(body.allThreadsStopped, true);
    this.top = (await this.stack({ levels: 1 }))[0];
    return { ...body, frame: this.top };
  }

  /** Stops at a marked line of a source of the fixtures. */
  async stoppedAt(source, place, reason) {
    const stop = await this.stopped(reason);
    const line = typeof place === 'number' ? place : marker(source, place);
    assert.equal(`${stop.frame.source?.path}:${stop.frame.line}`, `${file(source)}:${line}`);
    return stop;
  }

  async stack(args = {}) {
    return (await this.ask('stackTrace', { threadId: this.thread, ...args })).stackFrames;
  }

  /** Goes on by `continue`, `next`, `stepIn` or `stepOut`. */
  async go(command = 'continue', args = {}) {
    await this.ask(command, { threadId: this.thread, ...args });
  }

  /** Goes on, to the next stop. */
  async step(command, args) {
    await this.go(command, args);
    return this.stopped('step');
  }

  async children(variablesReference, args = {}) {
    return (await this.ask('variables', { variablesReference, ...args })).variables;
  }

  async scope(name, frame = this.top) {
    const { scopes } = await this.ask('scopes', { frameId: frame.id });
    return scopes.find((scope) => scope.name === name || scope.presentationHint === name);
  }

  /** Arguments and locals of a frame, by name; where names repeat the first (innermost) counts. */
  async locals(frame = this.top, args = {}) {
    const all = {};
    for (const hint of ['arguments', 'locals']) {
      const scope = await this.scope(hint, frame);
      if (!scope) continue;
      for (const variable of await this.children(scope.variablesReference, args)) {
        all[variable.name] ??= variable;
      }
    }
    return all;
  }

  /** Children of a variable as an object of values. */
  async values(variable, args) {
    const children = await this.children(variable.variablesReference, args);
    return Object.fromEntries(children.map(({ name, value }) => [name, value]));
  }

  async evaluate(expression, context = 'watch', args = {}) {
    return this.ask('evaluate', { expression, context, frameId: this.top?.id, ...args });
  }

  /** All output of a category so far. */
  output(category = 'stdout') {
    return this.messages
      .filter((message) => message.event === 'output' && message.body.category === category)
      .map((message) => message.body.output)
      .join('');
  }

  /** The exit code, when the program has ended. */
  async exited() {
    const { exitCode } = await this.event('exited');
    await this.event('terminated');
    return exitCode;
  }

  /** Whether the server's process has, by itself or by a signal. */
  get hasEnded() {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Ends client and server, and asserts that each message followed the protocol. */
  async end() {
    const gone = this.process && new Promise((resolve) => {
      if (this.hasEnded) resolve(this.process.exitCode);
      this.process.once('exit', resolve);
    });
    if ((this.process && !this.hasEnded) || this.socket) {
      this.doSend('disconnect', {}, () => {});
      if (gone) await patiently('end of the process', (resolve) => gone.then(resolve), () => this.log());
    }
    this.socket?.destroy();
    this.process?.kill('SIGKILL');
    assert.deepEqual(this.problems, []);
  }

  log() {
    return this.messages.slice(-8).map((message) => JSON.stringify(message).slice(0, 300)).join('\n');
  }
}

function patiently(what, begin, log) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no ${what} within ${PATIENCE} ms; the last messages:\n${log()}`)),
      PATIENCE,
    );
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

/** Runs a scenario with a fresh session, and ends it whatever happens. */
export function scenario(title, run) {
  it(title, async () => {
    const session = new Session();
    try {
      await run(session);
    } catch (error) {
      session.process?.kill('SIGKILL');
      session.socket?.destroy();
      throw error;
    }
    await session.end();
  });
}

/** Leaves a scenario out, and shows that. */
scenario.skip = (title) => it.skip(title);
