import { describe, expect, it } from 'vitest';
import {
  emptyForm,
  fieldErrors,
  formOf,
  inputOf,
  sourceLine,
  validateForm,
  withUrl,
} from '../../../src/renderer/cameras/model/camera-form.ts';
import { droppedAt, matching, moved } from '../../../src/renderer/cameras/model/order.ts';
import { cameraInputSchema } from '../../../src/shared/camera.ts';
import { cameraView } from '../../support/fake-recorder/cameras.ts';

const filled = { ...emptyForm, name: 'Gate', mainUrl: 'rtsp://10.0.0.4/main' };

describe('the form of a camera', () => {
  it('sends back what the camera had, and leaves the stored password alone', () => {
    const { camera } = cameraView(1);
    const input = inputOf(formOf(camera));
    expect(input).not.toHaveProperty('password');
    expect(cameraInputSchema.parse(input)).toMatchObject({
      name: camera.name,
      source: camera.source,
      connectTimeoutMs: 5000,
      record: true,
    });
  });

  it('sends a typed password, null for a removed one and for a source that has none', () => {
    expect(inputOf({ ...filled, password: 'new' })).toHaveProperty('password', 'new');
    expect(inputOf({ ...filled, removePassword: true })).toHaveProperty('password', null);
    expect(inputOf({ ...filled, kind: 'file', path: '/a.mp4', password: 'left over' })).toHaveProperty(
      'password',
      null,
    );
  });

  it('splits a pasted address', () => {
    expect(withUrl(emptyForm, 'subUrl', 'rtsp://me:s%3Acret@10.0.0.4/sub')).toMatchObject({
      subUrl: 'rtsp://10.0.0.4/sub',
      username: 'me',
      password: 's:cret',
    });
    const typed = { ...emptyForm, username: 'me', password: 'mine' };
    expect(withUrl(typed, 'mainUrl', 'rtsp://10.0.0.4/')).toEqual({ ...typed, mainUrl: 'rtsp://10.0.0.4/' });
  });

  it.each([
    [{ name: ' ' }, { name: 'required' }],
    [{ mainUrl: '' }, { mainUrl: 'required' }],
    [{ mainUrl: 'camera' }, { mainUrl: 'notUrl' }],
    [{ mainUrl: 'http://10.0.0.4/' }, { mainUrl: 'scheme' }],
    [{ subUrl: 'rtsp://a:b@10.0.0.4/' }, { subUrl: 'credentials' }],
    [{ timeoutSeconds: '' }, { timeoutSeconds: 'required' }],
    [{ timeoutSeconds: 90 }, { timeoutSeconds: 'timeout' }],
    [{ name: 'x'.repeat(81) }, { name: 'tooLong' }],
    [{ kind: 'file' as const, path: 'clip.mp4' }, { path: 'absolutePath' }],
    [{ kind: 'device' as const, device: '/etc/passwd' }, { device: 'device' }],
    [{}, {}],
  ])('says of %j: %j', (change, errors) => {
    expect(validateForm({ ...filled, ...change })).toEqual(errors);
  });

  it('puts what the engine refuses at its fields, and keeps the rest to be shown as it is', () => {
    const details = [
      { path: 'source.mainUrl', message: 'has no host' },
      { path: 'source.mainUrl', message: 'second' },
      { path: 'elsewhere', message: 'odd' },
    ];
    expect(fieldErrors(filled, details)).toEqual({ errors: { mainUrl: 'noHost' }, unplaced: [details[2]] });
  });
});

describe('the list of cameras', () => {
  it('moves one up or down, and not past the ends', () => {
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 'c', 1)).toBeNull();
  });

  it('drops one in the place of another', () => {
    expect(droppedAt(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a']);
    expect(droppedAt(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
  });

  it('finds by parts of name and address', () => {
    const cameras = [cameraView(1, { name: 'Car park north' }), cameraView(2)];
    expect(matching(cameras, 'PARK 10.0.4.21').map(({ camera }) => camera.id)).toEqual(['cam000000001']);
    expect(matching(cameras, '')).toHaveLength(2);
    expect(matching(cameras, 'nowhere')).toEqual([]);
  });

  it('shows where the pictures come from in one line', () => {
    expect(sourceLine(cameraView(1).camera.source)).toBe('10.0.4.21:554/main');
    expect(sourceLine({ kind: 'device', device: '0' })).toBe('0');
  });
});
