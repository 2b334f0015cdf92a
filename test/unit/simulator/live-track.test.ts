import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../../src/simulator/faults.ts';
import { LiveTrack, type LiveUnit, type Loop } from '../../../src/simulator/live-track.ts';
import { packetTemplate } from '../../../src/simulator/rtp.ts';
import { SentLog } from '../../../src/simulator/sent-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A loop of `length` pictures of two packets each, 15 a second, with a key picture at its beginning. */
function loopOf(length: number): Loop {
  const unit = (index: number): Loop['units'][number] => ({
    template: packetTemplate([Buffer.from([index]), Buffer.from([index])], 96, true),
    key: index === 0,
  });
  return {
    kind: 'video',
    payloadType: 96,
    clockRate: 90_000,
    periodMs: 1000 / 15,
    units: Array.from({ length }, (_, index) => unit(index)),
  };
}

function start(loop: Loop): { clock: FakeClock; track: LiveTrack; units: (LiveUnit & { atMs: number })[] } {
  const clock = new FakeClock();
  const units: (LiveUnit & { atMs: number })[] = [];
  const track = new LiveTrack(clock, clock.monotonic(), loop, (unit) =>
    units.push({ ...unit, atMs: clock.monotonic() }),
  );
  return { clock, track, units };
}

const timestamps = (units: readonly LiveUnit[]): number[] => units.map((unit) => unit.wire(0).readUInt32BE(8));
const steps = (values: readonly number[], modulus: number): number[] =>
  values.slice(1).map((value, at) => (value - (values[at] ?? 0) + modulus) % modulus);

describe('a live track', () => {
  it('sends each picture at its time, for ever, with time stamps and sequence numbers that go on', async () => {
    const { clock, units, track } = start(loopOf(4));
    await clock.advance(1040);
    track.stop();
    await clock.advance(1000);
    expect(units.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
    expect(units.map(({ loop }) => loop).at(-1)).toBe(3);
    expect(units.map(({ atMs }) => Math.round(atMs))).toEqual(units.map((_, at) => Math.round((at * 1000) / 15)));
    expect(new Set(steps(timestamps(units), 2 ** 32))).toEqual(new Set([6000]));
    expect(
      new Set(
        steps(
          units.map((unit) => unit.wire(0).readUInt16BE(6)),
          65_536,
        ),
      ),
    ).toEqual(new Set([2]));
  });

  it('leaves pictures out after the machine slept, rather than sending them in a burst', async () => {
    const { clock, units, track } = start(loopOf(300));
    await clock.advance(100);
    const sleepMs = 10_010;
    const now = clock.monotonic.bind(clock);
    clock.monotonic = () => now() + sleepMs;
    await clock.advance(200);
    track.stop();
    expect(units.map(({ frame }) => frame)).toEqual([0, 1, 152, 153, 154]);
    expect(units.map(({ afterGap }) => afterGap)).toEqual([false, false, true, false, false]);
  });

  it('goes on with another clip from its beginning, and back', async () => {
    const { clock, units, track } = start(loopOf(10));
    await clock.advance(190);
    track.replace(loopOf(2));
    await clock.advance(200);
    track.stop();
    expect(units.map(({ frame }) => frame)).toEqual([0, 1, 2, 0, 1, 0]);
    expect(new Set(steps(timestamps(units), 2 ** 32))).toEqual(new Set([6000]));
    expect(() => track.replace({ ...loopOf(2), periodMs: 40 })).toThrow('frame rate');
  });

  it.each([3600, -3600])('leaps by %d seconds and goes on from there', async (seconds) => {
    const { clock, units, track } = start(loopOf(10));
    await clock.advance(100);
    track.jump(seconds);
    await clock.advance(90);
    track.stop();
    const leap = (6000 + seconds * 90_000 + 2 ** 32) % 2 ** 32;
    expect(steps(timestamps(units), 2 ** 32)).toEqual([6000, leap]);
  });

  it('reports the same relation of RTP time and UTC at any time', async () => {
    const { clock, track, units } = start(loopOf(10));
    const first = track.report();
    await clock.advance(10_000);
    const later = track.report();
    track.stop();
    expect(later.utcMs - first.utcMs).toBe(10_000);
    expect((later.rtpTimestamp - first.rtpTimestamp + 2 ** 32) % 2 ** 32).toBe(900_000);
    expect([later.packets, later.octets]).toEqual([units.length * 2, units.length * 2]);
  });
});

describe('the log of what was sent', () => {
  const sent = (index: number): { frame: number; loop: number; index: number; sentMs: number } => ({
    frame: index % 4,
    loop: Math.floor(index / 4),
    index,
    sentMs: 1000 + index * 10,
  });

  it('finds the newest send of a picture before a moment', () => {
    const log = new SentLog(100);
    for (let index = 0; index < 10; index += 1) log.add(sent(index));
    expect(log.sentAt(1, 1095)).toEqual(sent(9));
    expect(log.sentAt(1, 1089)).toEqual(sent(5));
    expect(log.sentAt(1, 1005)).toBeNull();
    expect(log.sentAt(77, 2000)).toBeNull();
  });

  it('lists a span in order and forgets the oldest when it is full', () => {
    const log = new SentLog(5);
    for (let index = 0; index < 12; index += 1) log.add(sent(index));
    expect(log.sentBetween(0, 5000).map(({ index }) => index)).toEqual([7, 8, 9, 10, 11]);
    expect(log.sentBetween(1080, 1100).map(({ index }) => index)).toEqual([8, 9]);
    expect(log.sentAt(2, 1065)).toBeNull();
  });
});

describe('a fault', () => {
  it('means something for requests, for media and for those who are connected', () => {
    expect(behaviourOf(null)).toEqual({ requests: 'answer', media: 'send', present: 'keep' });
    expect(behaviourOf({ kind: 'stall' })).toEqual({ requests: 'answer', media: 'none', present: 'keep' });
    expect(behaviourOf({ kind: 'silence' })).toEqual({ requests: 'ignore', media: 'none', present: 'keep' });
    expect(behaviourOf({ kind: 'drop', reset: true }).present).toBe('reset');
    expect(behaviourOf({ kind: 'drop' }).present).toBe('close');
  });
});
