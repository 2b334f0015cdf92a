/** Small parts that several pages share. */
export { classWordsOf, useClassWords, type ClassWords } from './class-words.ts';
export { LanguageSelect } from './LanguageSelect.tsx';
export { RetentionFields } from './RetentionFields.tsx';
export {
  fileStem,
  formatBitRate,
  formatBytes,
  formatClock,
  formatDate,
  formatDateTime,
  formatDuration,
  formatFps,
  formatNumber,
  formatSeconds,
} from './format.ts';
export { isDown, secondsToNextAttempt, stateLook, type CameraState } from './state-look.ts';
export { RootStateBadge, rootColours } from './RootStateBadge.tsx';
export { Segments } from './Segments.tsx';
export { StateBadge } from './StateBadge.tsx';
export { useRecorderNow } from './use-now.ts';
export { useStateWords } from './use-state-words.ts';
export { saveFromAddress, saveShownFrame } from './save-file.ts';
