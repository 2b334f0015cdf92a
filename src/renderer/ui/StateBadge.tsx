import { Badge, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CameraStatus } from '../../shared/camera.ts';
import classes from './StateBadge.module.css';
import { stateLook } from './state-look.ts';
import { useStateWords } from './use-state-words.ts';

/**
 * The state of a camera as colour, icon and word. `detail` adds attempt and countdown to the word;
 * without it they stand in the tooltip together with the reason.
 */
export function StateBadge({
  status,
  detail = false,
  size = 'md',
}: {
  readonly status: CameraStatus;
  readonly detail?: boolean;
  /** `inherit`: as large as the place says by `--badge-fz` and `--badge-height`. */
  readonly size?: 'sm' | 'md' | 'lg' | 'inherit';
}) {
  const { t } = useTranslation();
  const { icon: Icon, color } = stateLook[status.state];
  const words = useStateWords(status);
  const tooltip = [words.reason, words.detail].filter((text) => text !== null).join(' · ');
  const px = { sm: 13, md: 15, lg: 18, inherit: 15 }[size];
  return (
    <Tooltip label={tooltip} disabled={tooltip === ''} withArrow multiline maw={320}>
      <Badge
        className={classes['badge'] ?? ''}
        data-state={status.state}
        color={color}
        variant="light"
        {...(size === 'inherit' ? { vars: () => ({ root: {} }) } : { size })}
        radius="sm"
        tt="none"
        leftSection={<Icon size={px} aria-hidden className={status.state === 'connecting' ? classes['turning'] : ''} />}
      >
        {t(`state.${status.state}`)}
        {detail && words.detail !== null && <span className={classes['detail']}> · {words.detail}</span>}
      </Badge>
    </Tooltip>
  );
}
