import { describe, expect, it } from 'vitest';
import { liveDelayMs } from '../../../src/renderer/live/player/backoff.ts';
import { LiveConnection, type LiveSocket } from '../../../src/renderer/live/player/connection.ts';
import { encodeLiveHeader, type LiveControl } from '../../../src/shared/live-protocol.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A socket whose other end is the test. */
class TestSocket {
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  closed = false;

  close(): void {
    this.closed = true;
  }

  hear(data: string | ArrayBuffer): void {
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  break(): void {
    this.onclose?.call(this as unknown as WebSocket, {} as CloseEvent);
  }
}

function setUp() {
  const clock = new FakeClock();
  const sockets: TestSocket[] = [];
  const controls: LiveControl[] = [];
  const sequences: number[] = [];
  let downs = 0;
  const connection = new LiveConnection(
    () => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket;
    },
    {
      control: (control) => controls.push(control),
      packet: (header) => sequences.push(header.sequence),
      down: () => (downs += 1),
    },
    clock,
    () => 0,
  );
  return { clock, sockets, controls, sequences, connection, downs: () => downs };
}

function packet(sequence: number): ArrayBuffer {
  const header = encodeLiveHeader({ kind: 'delta', generation: 1, sequence, arrivalMs: 5, mediaMs: null });
  return new Uint8Array([...header, 1, 2, 3]).buffer;
}

describe('delay before a live socket is opened again', () => {
  it.each([
    [1, 0, 500],
    [2, 0, 850],
    [10, 0, 5000],
    [1000, 0, 5000],
    [1, 1, 350],
  ])('attempt %d with random %d waits %d ms', (attempt, random, ms) => expect(liveDelayMs(attempt, random)).toBe(ms));
});

describe('a live connection', () => {
  it('hands on packets and controls, and passes over what is neither', () => {
    const { sockets, sequences, controls, connection } = setUp();
    connection.open('sub');
    sockets[0]?.hear('{"type":"waiting"}');
    sockets[0]?.hear('no json');
    sockets[0]?.hear('{"type":"unheard of"}');
    sockets[0]?.hear(new ArrayBuffer(3));
    sockets[0]?.hear(packet(7));
    expect(controls).toEqual([{ type: 'waiting' }]);
    expect(sequences).toEqual([7]);
  });

  it('comes back after a break, waiting longer each time', async () => {
    const { clock, sockets, connection, downs } = setUp();
    connection.open('sub');
    sockets[0]?.break();
    await clock.advance(499);
    expect(sockets).toHaveLength(1);
    await clock.advance(1);
    expect(sockets).toHaveLength(2);
    sockets[1]?.break();
    await clock.advance(500);
    expect(sockets).toHaveLength(2);
    await clock.advance(350);
    expect(sockets).toHaveLength(3);
    expect(downs()).toBe(2);
  });

  it('begins with the shortest delay again after a connection that delivered for a while', async () => {
    const { clock, sockets, connection } = setUp();
    connection.open('sub');
    sockets[0]?.break();
    await clock.advance(500);
    await clock.advance(6000);
    sockets[1]?.hear(packet(1));
    sockets[1]?.break();
    await clock.advance(500);
    expect(sockets).toHaveLength(3);
  });

  it('gives up a connection that went silent without a word', async () => {
    const { clock, sockets, connection } = setUp();
    connection.open('sub');
    sockets[0]?.hear(packet(1));
    await clock.advance(7900);
    expect(sockets[0]?.closed).toBe(false);
    await clock.advance(3000);
    expect(sockets[0]?.closed).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it('gives it up all the same when the last word was of what is seen in the picture', async () => {
    const { clock, sockets, connection, downs } = setUp();
    connection.open('sub');
    sockets[0]?.hear(packet(1));
    sockets[0]?.hear('{"type":"tracks","runId":"r","mediaMs":1,"atMs":1,"tracks":[]}');
    await clock.advance(11_000);
    expect(downs()).toBe(1);
  });

  it('keeps a silent connection when the camera was said to be waiting', async () => {
    const { clock, sockets, connection } = setUp();
    connection.open('sub');
    sockets[0]?.hear('{"type":"waiting"}');
    await clock.advance(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('opens nothing and leaves no timer after close, even when the old socket breaks late', async () => {
    const { clock, sockets, connection } = setUp();
    connection.open('sub');
    connection.close();
    sockets[0]?.break();
    await clock.advance(60_000);
    expect(sockets).toHaveLength(1);
    expect(clock.pendingCount()).toBe(0);
  });
});
