import type { Clip, VideoClip } from './clip.ts';
import type { AudioClip } from './audio.ts';
import { AAC_PAYLOAD_TYPE, VIDEO_PAYLOAD_TYPE } from './live-track.ts';

function videoLines(video: VideoClip): string[] {
  const pt = VIDEO_PAYLOAD_TYPE;
  const sets = video.parameterSets.map((set) => set.toString('base64'));
  if (video.codec === 'h264') {
    const profile = video.parameterSets[0]?.subarray(1, 4).toString('hex').toUpperCase() ?? '';
    return [
      `a=rtpmap:${pt} H264/90000`,
      `a=fmtp:${pt} packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${sets.join(',')}`,
    ];
  }
  const [vps, sps, pps] = sets;
  return [`a=rtpmap:${pt} H265/90000`, `a=fmtp:${pt} sprop-vps=${vps};sprop-sps=${sps};sprop-pps=${pps}`];
}

function audioLines(audio: AudioClip): string[] {
  if (audio.codec === 'pcmu') return ['m=audio 0 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000'];
  const pt = AAC_PAYLOAD_TYPE;
  const mode = 'streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3';
  return [
    `m=audio 0 RTP/AVP ${pt}`,
    `a=rtpmap:${pt} mpeg4-generic/${audio.sampleRateHz}/${audio.channels}`,
    `a=fmtp:${pt} ${mode};config=${audio.config?.toString('hex') ?? ''}`,
  ];
}

/** Session description (RFC 4566) of a stream; its tracks are trackID=0 (video) and trackID=1 (audio). */
export function describe(clip: Clip, name: string): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    `s=${name}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${VIDEO_PAYLOAD_TYPE}`,
    ...videoLines(clip.video),
    `a=framerate:${clip.video.fps}`,
    'a=control:trackID=0',
    ...(clip.audio === null ? [] : [...audioLines(clip.audio), 'a=control:trackID=1']),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
