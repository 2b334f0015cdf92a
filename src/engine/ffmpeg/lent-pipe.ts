import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A frame of 640x360 in two or three reads; with 64 KB it is six. */
const READ_BYTES = 256 * 1024;

/** A pipe for a child's output that is read into the same memory again and again. */
export interface LentPipe {
  /** For `stdio` of spawn; to be destroyed once the child has it. Paused: nothing is read from it here. */
  readonly theirs: Socket;
  /** Where bytes go. They are valid during the call only. */
  onBytes: (bytes: Buffer) => void;
  /** Settles, never rejects, once the last holder of the other end has gone and everything was read, or it was destroyed. */
  readonly closed: Promise<void>;
  destroy(): void;
}

/**
 * Node's own pipes to a child take new memory for each read (64 KB outside of V8's heap), which makes V8 mark its whole heap
 * again and again; the `onread` of sockets does not, and is to be had only for sockets that we connect ourselves:
 * https://nodejs.org/api/net.html#socketconnectoptions-connectlistener
 *
 * Give it as stdin, stdout or stderr (0 to 2): only these are made blocking for the child, as programs expect of a pipe.
 *
 * @returns null where sockets have no path (Windows) or none can be made: then a plain pipe must do
 */
export async function openLentPipe(): Promise<LentPipe | null> {
  if (process.platform === 'win32') return null;
  let folder: string | null = null;
  const server = createServer({ pauseOnConnect: true });
  try {
    folder = await mkdtemp(join(tmpdir(), 'vigil-'));
    return await connectPair(server, join(folder, 's'));
  } catch {
    return null;
  } finally {
    server.close();
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function connectPair(server: Server, path: string): Promise<LentPipe> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      const callback = (count: number, memory: Uint8Array): boolean => {
        pipe?.onBytes(Buffer.from(memory.buffer, memory.byteOffset, count));
        return true;
      };
      let pipe: LentPipe | null = null;
      const ours = connect({ path, onread: { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback } });
      ours.on('error', reject);
      server.once('error', () => ours.destroy());
      const closed = new Promise<void>((done) => ours.once('close', () => done()));
      server.once('connection', (theirs) => {
        theirs.on('error', () => undefined);
        pipe = { theirs, onBytes: () => undefined, closed, destroy: () => void ours.destroy() };
        resolve(pipe);
      });
    });
  });
}
