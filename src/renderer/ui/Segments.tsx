import { SegmentedControl, type SegmentedControlProps } from '@mantine/core';
import { useNarrow } from './use-narrow.ts';

/** A choice between a few things with long names: side by side, and below each other on the screen of a phone. */
export function Segments(props: SegmentedControlProps) {
  return <SegmentedControl {...props} orientation={useNarrow() ? 'vertical' : 'horizontal'} />;
}
