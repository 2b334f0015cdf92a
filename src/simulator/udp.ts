import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const BURST_PACKETS = 8;
const BURST_PAUSE_MS = 2;
/** Packets that may wait for one client; a camera has no more memory either. */
const MAX_WAITING = 4096;

/** The two sockets, on an even port and the next one, from which all RTP and RTCP over UDP is sent. */
export interface UdpPair {
  readonly rtpPort: number;
  readonly rtcpPort: number;
  sendRtp(packets: readonly Buffer[], port: number, address: string): void;
  sendRtcp(packet: Buffer, port: number, address: string): void;
  close(): void;
}

async function bind(host: string, port: number): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(port, host);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

async function bindPair(host: string): Promise<[Socket, Socket]> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = await bind(host, 0);
    const { port } = first.address();
    // RTP has the even port of a pair (RFC 3550, 11).
    const other = await bind(host, port % 2 === 0 ? port + 1 : port - 1).catch(() => null);
    if (other === null) first.close();
    else return port % 2 === 0 ? [first, other] : [other, first];
  }
  throw new Error('no pair of free UDP ports');
}

/**
 * Opens a pair of free ports.
 * @param heard called for each packet that comes in on the RTCP port: the client lives
 */
export async function openUdpPair(host: string, heard: (address: string, port: number) => void): Promise<UdpPair> {
  const [rtp, rtcp] = await bindPair(host);
  const waiting = new Map<string, Buffer[]>();
  let closed = false;
  const ignore = (): void => undefined;
  // A client that has gone answers with ICMP errors; that is its affair.
  rtp.on('error', ignore);
  rtcp.on('error', ignore);
  rtcp.on('message', (_packet, from) => heard(from.address, from.port));

  // A large picture sent at once would overflow the receiver's buffer; a real camera's cable paces it.
  const drain = (key: string, port: number, address: string): void => {
    const queue = waiting.get(key);
    if (closed || queue === undefined) return;
    for (const packet of queue.splice(0, BURST_PACKETS)) rtp.send(packet, port, address, ignore);
    if (queue.length === 0) waiting.delete(key);
    else setTimeout(() => drain(key, port, address), BURST_PAUSE_MS).unref();
  };

  return {
    rtpPort: rtp.address().port,
    rtcpPort: rtcp.address().port,
    sendRtp(packets, port, address) {
      const key = `${address} ${port}`;
      const queue = waiting.get(key);
      if (queue === undefined) {
        waiting.set(key, [...packets]);
        drain(key, port, address);
      } else if (queue.length < MAX_WAITING) queue.push(...packets);
    },
    sendRtcp(packet, port, address) {
      if (!closed) rtcp.send(packet, port, address, ignore);
    },
    close() {
      closed = true;
      rtp.close();
      rtcp.close();
    },
  };
}
