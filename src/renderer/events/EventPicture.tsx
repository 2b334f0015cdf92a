import { IconPhotoOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DetectionEvent } from '../../shared/detection.ts';
import { api } from '../api/client.ts';
import classes from './Events.module.css';

/** The picture of an event; a placeholder where there is none, or where it cannot be loaded. `children` lie over it. */
export function EventPicture({
  event,
  which,
  onSize,
  children,
}: {
  readonly event: DetectionEvent;
  readonly which: 'crop' | 'frame';
  /** It was loaded: its width divided by its height. */
  readonly onSize?: (ratio: number) => void;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation('events');
  const url = api.detections.pictureUrl(event, which);
  const [broken, setBroken] = useState<string | null>(null);
  if (!event.hasPicture || broken === url) {
    return (
      <span className={classes['noPicture']} role="img" aria-label={t('picture.none')}>
        <IconPhotoOff size={which === 'crop' ? 26 : 44} stroke={1.4} aria-hidden />
        {children}
      </span>
    );
  }
  return (
    <>
      <img
        src={url}
        alt={t(`picture.${which}`)}
        className={classes['picture']}
        decoding="async"
        draggable={false}
        onError={() => setBroken(url)}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          naturalHeight > 0 && onSize?.(naturalWidth / naturalHeight)
        }
      />
      {children}
    </>
  );
}
