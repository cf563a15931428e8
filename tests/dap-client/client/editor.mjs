// An editor that is about to die: starts a session in a process of its own, brings it into a phase and waits.
//
// Arguments: the phase, and the port of a server, or 0 for one of its own. It prints one line of JSON when it is there.

import { inventory } from './fixtures.mjs';
import { Session } from './session.mjs';

const [phase, port] = process.argv.slice(2);
const session = new Session();
await session.start(port === '0' ? undefined : Number(port));
const main = inventory.source('main');
const phases = {
  async initialized() {
    await session.initialize();
  },
  async configuring() {
    await session.initialize();
    await session.ask('launch', { program: inventory.o0, args: ['spin'] });
  },
  async running() {
    await session.debug(inventory.o0, { args: ['spin'] });
    await session.event('process');
  },
  async stopped() {
    await session.debug(inventory.o0, { args: ['spin'], breakpoints: { [main]: ['main'] } });
    await session.stopped('breakpoint');
  },
  async reading() {
    await session.debug(inventory.o0, { args: ['echo'], stdin: { console: true } });
    await session.event('process');
  },
  async terminating() {
    await phases.running();
    session.doSend('terminate', {}, () => {});
  },
  async disconnecting() {
    await phases.running();
    session.doSend('disconnect', {}, () => {});
  },
  async terminal() {
    session.serve('runInTerminal', () => ({}));
    await session.initialize({ supportsRunInTerminalRequest: true });
    session.doSend('launch', { program: inventory.o0, console: 'integratedTerminal' }, () => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
  },
};
await phases[phase]();
console.log(JSON.stringify({ server: session.process?.pid }));
