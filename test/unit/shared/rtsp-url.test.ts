import { describe, expect, it } from 'vitest';
import { joinCredentials, rtspHost, splitCredentials, withHost } from '../../../src/shared/rtsp-url.ts';

describe('credentials in a URL', () => {
  it.each([
    ['rtsp://h/a', 'rtsp://h/a', null, null],
    ['rtsp://u:p@h:554/a?x=1@2', 'rtsp://h:554/a?x=1@2', 'u', 'p'],
    [' rtsp://u:p@ss:word@h/a ', 'rtsp://h/a', 'u', 'p@ss:word'],
    ['rtsp://u:100%@h/a', 'rtsp://h/a', 'u', '100%'],
    ['rtsp://a%20b:p%2Fq@[::1]:8554/a', 'rtsp://[::1]:8554/a', 'a b', 'p/q'],
    ['rtsp://u@h/a', 'rtsp://h/a', 'u', null],
    ['rtsp://:p@h/a', 'rtsp://h/a', null, 'p'],
    ['no url', 'no url', null, null],
  ])('%s are split', (pasted, url, username, password) => {
    expect(splitCredentials(pasted)).toEqual({ url, username, password });
  });

  it('survive join and split, whatever they hold', () => {
    const password = 'p@:/#? %é"\'()*!&=+日本';
    const joined = joinCredentials('rtsp://cam.local:8554/a b?c#d', 'ad min', password);
    expect(joined.slice(0, joined.indexOf('@cam'))).toMatch(/^rtsp:\/\/[\w.~%-]+:[\w.~%-]+$/);
    expect(splitCredentials(joined)).toEqual({ url: 'rtsp://cam.local:8554/a b?c#d', username: 'ad min', password });
  });

  it('are left out when there are none', () => {
    expect(joinCredentials('rtsp://h/a', null, null)).toBe('rtsp://h/a');
    expect(joinCredentials('rtsp://h/a', 'u', null)).toBe('rtsp://u@h/a');
  });
});

describe('the host of a URL', () => {
  it.each([
    ['rtsp://h/a', { host: 'h', port: 554 }],
    ['rtsps://h/a', { host: 'h', port: 322 }],
    ['rtsp://u:p@10.0.0.1:8554/a', { host: '10.0.0.1', port: 8554 }],
    ['rtsp://[fe80::1]:7/a', { host: 'fe80::1', port: 7 }],
    ['rtsp:///a', null],
  ])('%s', (url, expected) => {
    expect(rtspHost(url)).toEqual(expected);
  });

  it('can be replaced', () => {
    expect(withHost('rtsp://u:p@cam:8554/a', '10.0.0.1')).toBe('rtsp://u:p@10.0.0.1:8554/a');
    expect(withHost('rtsp://cam/a', '::1')).toBe('rtsp://[::1]/a');
  });
});
