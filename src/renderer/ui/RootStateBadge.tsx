import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RootState } from '../../shared/storage.ts';

export const rootColours: Readonly<Record<RootState, string>> = {
  ok: 'teal',
  low: 'yellow',
  critical: 'red',
  missing: 'red',
  wrong_disk: 'red',
  read_only: 'red',
  failing: 'red',
  slow: 'orange',
};

/** How a storage root fares, in words. */
export function RootStateBadge({ state }: { readonly state: RootState }) {
  const { t } = useTranslation('common');
  return (
    <Badge color={rootColours[state]} tt="none" flex="none">
      {t(`rootState.${state}`)}
    </Badge>
  );
}
