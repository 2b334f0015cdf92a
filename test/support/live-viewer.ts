import {
  LIVE_HEADER_BYTES,
  decodeLiveHeader,
  liveControlSchema,
  type LiveControl,
  type LivePacketHeader,
} from '../../src/shared/live-protocol.ts';
import type { LiveViewer } from '../../src/engine/services.ts';

export interface ReceivedPacket extends LivePacketHeader {
  readonly body: Uint8Array;
}

/** A viewer that keeps all that it gets; how much seems to wait in its socket is for the test to say. */
export class CollectingViewer implements LiveViewer {
  readonly controls: LiveControl[] = [];
  readonly packets: ReceivedPacket[] = [];
  /** Controls and packets in their order: `start`, `waiting`, `init`, `key`, `delta`. */
  readonly story: string[] = [];
  waitingBytes = 0;

  control(json: string): void {
    const message = liveControlSchema.parse(JSON.parse(json));
    this.controls.push(message);
    this.story.push(message.type);
  }

  packet(bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes);
    const header = decodeLiveHeader(copy.buffer);
    if (header === null) throw new Error('not a live packet');
    this.packets.push({ ...header, body: copy.subarray(LIVE_HEADER_BYTES) });
    this.story.push(header.kind);
  }

  bufferedBytes(): number {
    return this.waitingBytes;
  }

  get fragments(): ReceivedPacket[] {
    return this.packets.filter((packet) => packet.kind !== 'init');
  }

  /** What a player would have been given, as one file. */
  film(): Buffer {
    return Buffer.concat(this.packets.map((packet) => packet.body));
  }
}
