// Ten thousand requests in random order, valid and not, against programs that run and that stand. Whatever comes, the
// protocol holds: one response for each request, in their order; events that fit the state of the program; nothing that
// was given out at one stop is valid at the next. Each message is checked against the schema as everywhere.

import assert from 'node:assert/strict';
import { file, inventory, sourceMap, types } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

const REQUESTS = Number(process.env.TORTURE_REQUESTS ?? 10_000);
const SEED = Number(process.env.TORTURE_SEED ?? 1);
const PER_SESSION = 500;

/** Random numbers that are the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { chance: (p) => next() < p, below, pick: (list) => list[below(list.length)] };
}

const NONSENSE = [undefined, null, -1, 0, 1, 2 ** 31, 2 ** 53, -(2 ** 40), 1.5, '', 'x', '\u0000', 'ä'.repeat(300), [], {}, true, [[]], { a: 1 }];

/** What was given out, by the stop at which it was. */
class Given {
  frames = new Map();
  variables = new Map();
  locations = new Map();
  memory = ['0x400', '0:0x1000'];
  code = ['code:0x200', '0x1f4'];
  sources = [1];
  requests = [1];
}

/** One session of random requests. */
class Torture {
  constructor(seed) {
    this.random = random(seed);
    this.given = new Given();
    this.stop = 0;
    this.problems = [];
    this.outstanding = [];
    this.ended = false;
    this.state = 'configuring';
    this.counts = { sent: 0, done: 0, refused: 0, stale: 0 };
    this.session = new Session();
  }

  problem(text) {
    this.problems.push(text);
  }

  async run(program, attributes, count) {
    const { session } = this;
    await session.start();
    await session.initialize({ supportsProgressReporting: true, supportsInvalidatedEvent: true, supportsMemoryEvent: true });
    const dispatch = session.dispatch.bind(session);
    session.dispatch = (json) => {
      this.check(JSON.parse(json));
      dispatch(json);
    };
    await this.ask('launch', { program, sourceMap, ...attributes });
    await this.ask('configurationDone', {});
    while (this.counts.sent < count && !this.ended) {
      // A burst without waiting, so that requests meet the program in any state.
      const burst = 1 + this.random.below(8);
      const answers = [];
      for (let i = 0; i < burst; i++) answers.push(this.send());
      await Promise.all(answers);
      if (this.state === 'running' && this.random.chance(0.7)) {
        await this.ask('pause', { threadId: 1 });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    session.dispatch = dispatch;
    await session.end();
    assert.deepEqual(this.problems, []);
    assert.deepEqual(this.outstanding, [], 'requests without a response');
  }

  /** Checks a message against what may come now. */
  check(message) {
    if (message.type === 'response') {
      const asked = this.outstanding.shift();
      if (!asked) return this.problem(`a response to nothing: ${JSON.stringify(message)}`);
      if (asked.seq !== message.request_seq || asked.command !== message.command) {
        this.problem(`${asked.command} ${asked.seq} is answered by ${message.command} ${message.request_seq}`);
      }
      if (message.success) {
        if (asked.stale) this.problem(`${asked.command} took what an earlier stop gave: ${JSON.stringify(asked.args)}`);
        this.counts.done++;
        this.learn(asked, message.body ?? {});
      } else {
        this.counts.refused++;
        const error = message.body?.error;
        if (!message.message || !error?.format) this.problem(`a refusal without a reason: ${JSON.stringify(message)}`);
        if (error?.id === 1099) this.problem(error.format);
      }
      return undefined;
    }
    const { event, body } = message;
    if (event === 'stopped') {
      if (this.ended) this.problem('a stop after the end');
      if (this.state === 'stopped') this.problem(`two stops in turn: ${JSON.stringify(body)}`);
      this.state = 'stopped';
      this.stop++;
    } else if (event === 'continued') {
      if (this.state !== 'stopped') this.problem(`continued while ${this.state}`);
      this.state = 'running';
    } else if (event === 'terminated') {
      if (this.ended) this.problem('two ends');
      this.ended = true;
      this.state = 'ended';
    } else if (event === 'exited' && this.state === 'ended') {
      this.problem('an exit after the end');
    }
    return undefined;
  }

  learn({ command }, body) {
    const { given, stop } = this;
    if (command === 'configurationDone') this.state = 'running';
    if (['continue', 'next', 'stepIn', 'stepOut', 'restart'].includes(command) && this.state === 'stopped') {
      this.state = 'running';
    }
    for (const frame of body.stackFrames ?? []) {
      given.frames.set(frame.id, stop);
      if (frame.instructionPointerReference) given.code.push(frame.instructionPointerReference);
      if (frame.source?.sourceReference) given.sources.push(frame.source.sourceReference);
    }
    for (const scope of body.scopes ?? []) given.variables.set(scope.variablesReference, stop);
    for (const variable of body.variables ?? []) {
      if (variable.variablesReference) given.variables.set(variable.variablesReference, stop);
      if (variable.declarationLocationReference) given.locations.set(variable.declarationLocationReference, stop);
      if (variable.memoryReference) given.memory.push(variable.memoryReference);
    }
  }

  /** A number that was given out, mostly at the present stop. */
  reference(map) {
    const all = [...map.keys()];
    const present = all.filter((key) => map.get(key) === this.stop);
    return this.random.pick(present.length && this.random.chance(0.8) ? present : all.length ? all : [1]);
  }

  /** Whether a number was given out at an earlier stop than the last one that is known. */
  isStale(map, number) {
    return map.has(number) && map.get(number) < this.stop;
  }

  /** Right arguments of a command. */
  args(command) {
    const { random: r, given } = this;
    const source = r.pick([{ path: file(types.source('main')) }, { path: file(inventory.source('values')) }, { path: '/nowhere.c' },
      { sourceReference: r.pick(given.sources) }]);
    const options = () => r.pick([{}, { condition: 'argc > 100' }, { condition: '(' }, { hitCondition: '>= 3' }, { logMessage: 'x {argc}' }]);
    const line = () => 1 + r.below(230);
    switch (command) {
      case 'setBreakpoints':
        return { source, breakpoints: Array.from({ length: r.below(5) }, () => ({ line: line(), ...r.pick([{}, { column: r.below(30) }]), ...options() })) };
      case 'setFunctionBreakpoints':
        return { breakpoints: Array.from({ length: r.below(3) }, () => ({ name: r.pick(['main', 'add', '*area*', '/^c.*s$/', '/(/', 'nobody']), ...options() })) };
      case 'setInstructionBreakpoints':
        return { breakpoints: Array.from({ length: r.below(3) }, () => ({ instructionReference: r.pick(given.code), offset: r.pick([0, 1, 2, -3]) })) };
      case 'setExceptionBreakpoints': return { filters: r.pick([[], ['trap'], ['trap', 'rust-panic'], ['x']]) };
      case 'breakpointLocations': return { source, line: line(), endLine: line() };
      case 'stackTrace': return { threadId: 1, startFrame: r.below(3), levels: r.below(20) };
      case 'scopes': return { frameId: this.reference(given.frames) };
      case 'variables': return { variablesReference: this.reference(given.variables), ...r.pick([{}, { start: r.below(10), count: r.below(10) }, { filter: 'indexed' }, { format: { hex: true } }]) };
      case 'locations': return { locationReference: this.reference(given.locations) };
      case 'evaluate':
        return {
          expression: r.pick(['argc', '$local0', '$operand0', 'total +', 'x[1]', '&argc', 'info breakpoints', 'backtrace', 'x/4i', 'step', 'continue', 'finish', 'disassemble', '', 'tbreak add', 'stepi']),
          context: r.pick(['watch', 'repl', 'hover', 'clipboard']), frameId: this.reference(given.frames),
        };
      case 'completions': return { text: r.pick(['ar', '$l', 'inf', 'a.', 'ä']), column: r.below(4), frameId: this.reference(given.frames) };
      case 'setVariable': return { variablesReference: this.reference(given.variables), name: r.pick(['$local0', 'argc', 'x']), value: r.pick(['1', '-1', '0x10', 'y']) };
      case 'setExpression': return { expression: r.pick(['$local0', '$local1', 'argc']), value: '7', frameId: this.reference(given.frames) };
      case 'readMemory': return { memoryReference: r.pick(given.memory), count: r.below(100), offset: r.below(20) - 10 };
      case 'writeMemory': return { memoryReference: r.pick(['0xff00', '0:0xff10', '-1']), data: r.pick(['AAAA', '', '!!', 'AQID']), allowPartial: true };
      case 'disassemble': return { memoryReference: r.pick(given.code), instructionOffset: r.below(400) - 200, instructionCount: r.below(60) };
      case 'source': return { sourceReference: r.pick(given.sources) };
      case 'exceptionInfo': case 'next': case 'stepIn': case 'stepOut': case 'continue': case 'pause': return { threadId: 1, ...r.pick([{}, { granularity: 'instruction' }]) };
      case 'cancel': return { requestId: this.session.sequence - r.below(3) };
      case 'modules': return { startModule: r.below(2), moduleCount: r.below(3) };
      case 'launch': return { program: types.o0 };
      default: return {};
    }
  }

  /** The arguments with something in them that is wrong. */
  spoiled(args) {
    const { random: r } = this;
    if (r.chance(0.1)) return r.pick(NONSENSE);
    const keys = Object.keys(args);
    if (!keys.length || r.chance(0.1)) return { [r.pick(['threadId', 'a', ''])]: r.pick(NONSENSE) };
    const key = r.pick(keys);
    if (args[key] && typeof args[key] === 'object' && r.chance(0.5)) return { ...args, [key]: this.spoiled(args[key]) };
    return { ...args, [key]: r.pick(NONSENSE) };
  }

  send() {
    const { random: r } = this;
    const command = r.chance(0.02) ? r.pick(['', 'stepBack', 'x'.repeat(2000), 'gotoTargets']) : r.pick(COMMANDS);
    const args = this.args(command);
    return this.ask(command, r.chance(0.25) ? this.spoiled(args) : args);
  }

  ask(command, args) {
    const { given } = this;
    const stale = (command === 'scopes' && this.isStale(given.frames, args?.frameId))
      || (command === 'variables' && this.isStale(given.variables, args?.variablesReference))
      || (command === 'locations' && this.isStale(given.locations, args?.locationReference));
    this.counts.sent++;
    this.counts.stale += stale ? 1 : 0;
    return new Promise((resolve) => {
      this.outstanding.push({ seq: this.session.sequence, command, args, stale });
      this.session.doSend(command, args, resolve);
    });
  }
}

const COMMANDS = [
  'setBreakpoints', 'setBreakpoints', 'setFunctionBreakpoints', 'setInstructionBreakpoints', 'setExceptionBreakpoints', 'breakpointLocations',
  'threads', 'stackTrace', 'stackTrace', 'stackTrace', 'scopes', 'scopes', 'variables', 'variables', 'variables', 'locations', 'evaluate', 'evaluate',
  'completions', 'setVariable', 'setExpression', 'readMemory', 'writeMemory', 'disassemble', 'source', 'exceptionInfo', 'continue', 'next', 'stepIn',
  'stepOut', 'pause', 'modules', 'loadedSources', 'cancel', 'launch', 'configurationDone', 'initialize', 'wrtd/budget',
];

describe('ten thousand random requests', () => {
  const programs = [
    ['a program that stands', types.o0, { stopOnEntry: true }],
    ['an optimised program that stands', types.o2, { stopOnEntry: true }],
    ['a program that runs', inventory.o0, { args: ['spin'] }],
    ['a program that traps', types.o0, { args: ['fail', 'divide'] }],
  ];
  for (const [index, [what, program, attributes]] of programs.entries()) {
    it(`leave the protocol whole: ${what}`, async function leave() {
      this.timeout(300_000);
      const total = { sent: 0, done: 0, refused: 0, stale: 0 };
      // A program that comes to its end is started again.
      for (let round = 0; total.sent < REQUESTS / programs.length; round++) {
        const seed = SEED * 1_000_003 + index * 10_007 + round;
        const torture = new Torture(seed);
        try {
          await torture.run(program, attributes, Math.min(PER_SESSION, REQUESTS / programs.length - total.sent));
        } catch (error) {
          torture.session.process?.kill('SIGKILL');
          error.message = `seed ${seed}, ${what}, after ${torture.counts.sent}: ${torture.problems.join('; ')} ${error.message}`;
          throw error;
        }
        for (const key of Object.keys(total)) total[key] += torture.counts[key];
      }
      // It is no test of refusals alone.
      assert.ok(total.done > total.sent / 4 && total.refused > total.sent / 10, JSON.stringify(total));
      if (attributes.stopOnEntry) assert.ok(total.stale > 0, 'nothing of an earlier stop was tried');
    });
  }
});

