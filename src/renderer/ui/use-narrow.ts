import { useMediaQuery } from '@mantine/hooks';

/** Whether the screen is as narrow as a phone's. Style sheets ask for the same width. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 599px)', false, { getInitialValueInEffect: false });
}
