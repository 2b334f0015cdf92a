export { readBoxHeader } from './boxes.ts';
export {
  parseFragment,
  setFirstSample,
  setLastDuration,
  shiftDecodeTime,
  type MovieFragment,
  type TrackRun,
} from './fragment.ts';
export {
  creationTimeField,
  initLength,
  parseInitSegment,
  samePictureFormat,
  type InitSegment,
  type Parsed,
  type Track,
} from './init-segment.ts';
export { i420Bytes, NutReader, type NutReaderOptions, type RawPicture } from './nut-reader.ts';
export { pictureSizeOf, type PictureSize } from './picture-size.ts';
export { titleOf } from './title.ts';
export { FragmentSplitter, type MediaUnit } from './splitter.ts';
