import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../src/shared/mask.ts';

describe('maskSecrets', () => {
  it.each([
    ['rtsp://admin:hunter2@10.0.0.5/main', 'rtsp://admin:***@10.0.0.5/main'],
    ['rtsp://admin:p@ss@w0rd@cam/main', 'rtsp://admin:***@cam/main'],
    ["Redirecting to 'rtsp://u:p@h/x' and rtsp://a:b@c/", "Redirecting to 'rtsp://u:***@h/x' and rtsp://a:***@c/"],
    ['Authorization: Digest username="a", response="1f"', 'Authorization: Digest ***'],
    ['GET /x?token=abc.def&b=1', 'GET /x?token=***&b=1'],
    ['rtsp://camera.local:554/main', 'rtsp://camera.local:554/main'],
  ])('turns %s into %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it('hides a known secret wherever it stands, also percent-encoded', () => {
    expect(maskSecrets('wrong s€cret! (s%E2%82%ACcret!)', ['s€cret!'])).toBe('wrong *** (***)');
  });
});
