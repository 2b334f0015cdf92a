import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { challenge, isAuthorized } from '../../../src/simulator/auth.ts';
import { formatResponse, parsePath, parseTransport, RtspParser } from '../../../src/simulator/rtsp-message.ts';

const describeRequest = 'DESCRIBE rtsp://h/a/main RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n';

function feed(parser: RtspParser, text: string): string[] {
  return [...parser.push(Buffer.from(text, 'latin1'))].map((input) =>
    input.kind === 'request' ? `${input.request.method} ${input.request.headers.get('cseq')}` : input.kind,
  );
}

describe('the RTSP parser', () => {
  it('finds requests, bodies and interleaved packets however the bytes are cut', () => {
    const body = 'SET_PARAMETER rtsp://h/a/main RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 4\r\n\r\n\r\n$x';
    const stream = `\r\n${describeRequest}$\x01\x00\x03abc${body}${describeRequest}`;
    const whole = feed(new RtspParser(), stream);
    const parser = new RtspParser();
    const byBytes = [...stream].flatMap((byte) => feed(parser, byte));
    expect(whole).toEqual(['DESCRIBE 2', 'interleaved', 'SET_PARAMETER 3', 'DESCRIBE 2']);
    expect(byBytes).toEqual(whole);
  });

  it.each([
    ['a head without end', 'A'.repeat(17_000), 413],
    ['a head that is too large', `DESCRIBE rtsp://h RTSP/1.0\r\nX: ${'y'.repeat(17_000)}\r\n\r\n`, 413],
    ['a body that is too large', 'OPTIONS * RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n', 413],
    ['a length that is none', 'OPTIONS * RTSP/1.0\r\nContent-Length: -5\r\n\r\n', 400],
    ['another protocol', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a header without a colon', 'OPTIONS * RTSP/1.0\r\nnonsense\r\n\r\n', 400],
    ['nonsense', '\x00\xff\x80 \r\n\r\n', 400],
  ])('refuses %s', (_what, text, status) => {
    expect(() => feed(new RtspParser(), text)).toThrow(expect.objectContaining({ status }));
  });

  it('gives a request no way to write into the answer', () => {
    expect(formatResponse(200, '1\r\nEvil: yes', {})).not.toContain('Evil');
    expect(formatResponse(200, '7', { Session: 'x' }, 'späß')).toContain('Content-Length: 6');
  });
});

describe('transport', () => {
  it.each([
    ['RTP/AVP/TCP;unicast;interleaved=4-5', { kind: 'tcp', channel: 4 }],
    ['RTP/AVP/TCP;unicast', { kind: 'tcp', channel: null }],
    ['RTP/AVP;unicast;client_port=5000-5001', { kind: 'udp', rtpPort: 5000, rtcpPort: 5001 }],
    ['RTP/AVP/UDP;unicast;client_port=5000', { kind: 'udp', rtpPort: 5000, rtcpPort: 5001 }],
    ['RTP/AVP;multicast, RTP/AVP/TCP;unicast;interleaved=0-1', { kind: 'tcp', channel: 0 }],
    ['RTP/AVP;multicast', null],
    ['RTP/AVP;unicast;client_port=80-81', null],
    ['RTP/AVP;unicast;client_port=99999', null],
    ['RTP/AVP/TCP;interleaved=255-256', null],
    ['', null],
  ])('%s', (header, expected) => {
    expect(parseTransport(header)).toEqual(expected);
  });
});

describe('the path of a stream', () => {
  it.each([
    ['rtsp://127.0.0.1:8554/lobby/main', { camera: 'lobby', stream: 'main', track: null }],
    ['rtsp://127.0.0.1:8554/lobby/sub/', { camera: 'lobby', stream: 'sub', track: null }],
    ['rtsp://127.0.0.1:8554/car-park/main/trackID=1', { camera: 'car-park', stream: 'main', track: 1 }],
    ['/lobby/main?token=1', { camera: 'lobby', stream: 'main', track: null }],
    ['rtsp://h/lobby/third', null],
    ['rtsp://h/../../etc/passwd', null],
    ['*', null],
  ])('%s', (uri, expected) => {
    expect(parsePath(uri)).toEqual(expected);
  });
});

describe('credentials', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const digest = { scheme: 'digest', username: 'u', password: 'p:w' } as const;
  const answer = (password: string, nonce: string, method: string, qop = false): string => {
    const deed = md5(`${method}:rtsp://h/a/main`);
    const ha1 = md5(`u:Vigil simulator:${password}`);
    const response = md5(qop ? `${ha1}:${nonce}:01:c:auth:${deed}` : `${ha1}:${nonce}:${deed}`);
    const extra = qop ? ', qop=auth, nc=01, cnonce="c"' : '';
    return `Digest username="u", realm="Vigil simulator", nonce="${nonce}", uri="rtsp://h/a/main", response="${response}"${extra}`;
  };

  it('are proved by digest, with and without qop', () => {
    expect(isAuthorized(digest, 'n1', 'PLAY', answer('p:w', 'n1', 'PLAY'))).toBe(true);
    expect(isAuthorized(digest, 'n1', 'PLAY', answer('p:w', 'n1', 'PLAY', true))).toBe(true);
  });

  it('are not proved by a wrong password, an old nonce, another method, the wrong scheme or nothing', () => {
    const basic = `Basic ${Buffer.from('u:p:w').toString('base64')}`;
    const tries = [
      answer('other', 'n1', 'PLAY'),
      answer('p:w', 'n0', 'PLAY'),
      answer('p:w', 'n1', 'SETUP'),
      basic,
      '',
      undefined,
    ];
    expect(tries.map((header) => isAuthorized(digest, 'n1', 'PLAY', header))).toEqual(tries.map(() => false));
  });

  it('are proved by basic, where colons may be in the password', () => {
    const basic = { ...digest, scheme: 'basic' } as const;
    const header = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(isAuthorized(basic, '', 'PLAY', header('u:p:w'))).toBe(true);
    expect(isAuthorized(basic, '', 'PLAY', header('u:p'))).toBe(false);
    expect([challenge(basic, 'n'), challenge(digest, 'n')]).toEqual([
      'Basic realm="Vigil simulator"',
      'Digest realm="Vigil simulator", nonce="n", algorithm=MD5',
    ]);
  });
});
