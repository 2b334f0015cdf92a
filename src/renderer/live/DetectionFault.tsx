import { Badge, Tooltip } from '@mantine/core';
import { IconScanEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DetectionStatus } from '../../shared/detection.ts';
import classes from './Tile.module.css';
import { useDetectionWords } from './use-detection-words.ts';

/** Detection of this camera has failed: nothing is seen, though everything is recorded. */
export function DetectionFault({ status }: { readonly status: DetectionStatus }) {
  const { t } = useTranslation('live');
  const why = useDetectionWords(status);
  return (
    <div className={`${classes['badge']} ${classes['fault']} ${classes['plate']}`}>
      <Tooltip label={`${why} · ${t('detection.recordingGoesOn')}`} withArrow multiline maw={320}>
        <Badge
          color="orange"
          variant="light"
          radius="sm"
          tt="none"
          leftSection={<IconScanEye aria-hidden />}
          vars={() => ({ root: {} })}
        >
          {t('detection.failed')}
        </Badge>
      </Tooltip>
    </div>
  );
}
