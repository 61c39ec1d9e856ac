// Starting the bench on a free port, and stopping it.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The program under test. */
export const BINARY = process.env.MINGMA_BINARY ?? new URL('../../../target/debug/mingma', import.meta.url).pathname;
const PATIENCE_MS = 15_000;

/**
 * Starts `mingma try` and waits for its first line, which is its address.
 * @returns {Promise<{ origin: string, stop: () => Promise<void> }>}
 */
export async function serve() {
  const child = spawn(BINARY, ['try', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const origin = await firstLine(child, ended);
  return {
    origin,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(child, ended) {
  const lines = createInterface({ input: child.stdout });
  const line = new Promise((resolve) => lines.once('line', resolve));
  const failed = new Promise((_, reject) => child.once('error', reject));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
  const told = await Promise.race([line, failed, ended, late]);
  const found = typeof told === 'string' && told.match(/http:\/\/127\.0\.0\.1:\d+/);
  if (found) return found[0];
  child.kill('SIGKILL');
  throw new Error(`${BINARY} try did not tell its address in its first line: ${told}`);
}
