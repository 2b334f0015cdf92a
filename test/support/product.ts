import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, hostFlags, nodePath, root } from '../../scripts/setup.mjs';
import { eventually, NeverMore } from './eventually.ts';

/** The built server, run as a person would run it, in a process and a data folder of its own. */
export interface Product {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** `name=value` of the session cookie. */
  readonly cookie: string;
  /** Everything the server wrote so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** One-time sign-in address that the server printed last. */
  signInUrl(): string;
  request(method: string, path: string, body?: unknown): Promise<Response>;
  /** @throws with the answer's text when the status is not 2xx */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** SIGTERM, waits for the end, removes the data folder unless it was given. Answers exit code and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly tookMs: number }>;
}

export interface ProductOptions {
  readonly args?: readonly string[];
  /** Kept after the stop. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** The product ends within this after SIGTERM, or it hangs. */
const STOP_MS = 40_000;
const SIGN_IN_MS = 30_000;

function lastSignInUrl(stdout: string): string | null {
  return [...stdout.matchAll(/one-time sign-in: (\S+)/g)].at(-1)?.[1] ?? null;
}

/** Starts the built server on a free port and signs in. @throws when it does not come up; its output is in the error. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  ensureBuilt();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'vigil-product-'));
  const nodeArgs = [...hostFlags, ...(options.nodeArgs ?? [])];
  const args = [join(root, 'out', 'server', 'index.js'), '--data', dataDir, '--port', '0', ...(options.args ?? [])];
  const child = spawn(nodePath(), [...nodeArgs, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'exit') as Promise<[number | null]>;

  const stop = async () => {
    const startedMs = performance.now();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    // One that hangs fails the test by its missing exit code, and is not left behind.
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(kill);
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    return { code: child.exitCode, tookMs: performance.now() - startedMs };
  };

  try {
    const signInUrl = await eventually(
      'the server to print its address',
      () => {
        const ended = child.exitCode ?? child.signalCode;
        if (ended !== null) throw new NeverMore(`it ended with ${ended}`);
        return lastSignInUrl(stdout);
      },
      { timeoutMs: 30_000 },
    );
    const { origin, hash } = new URL(signInUrl);
    const token = new URLSearchParams(hash.slice(1)).get('token');
    const signedIn = await fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(SIGN_IN_MS),
    });
    if (!signedIn.ok) throw new Error(`sign-in answered ${signedIn.status}: ${await signedIn.text()}`);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const request = (method: string, path: string, body?: unknown) =>
      fetch(new URL(path, origin), {
        method,
        headers: { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    return {
      url: `${origin}/`,
      dataDir,
      process: child,
      cookie,
      output: () => ({ stdout, stderr }),
      signInUrl: () => lastSignInUrl(stdout) ?? signInUrl,
      request,
      async json<T>(method: string, path: string, body?: unknown) {
        const response = await request(method, path, body);
        if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
        return (await response.json()) as T;
      },
      stop,
    };
  } catch (error) {
    child.kill('SIGKILL');
    await stop();
    throw new Error(`the product did not start\n${stdout}\n${stderr}`, { cause: error });
  }
}
