import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DrawingHandle } from './use-drawing.ts';

/** Undo and redo. */
export function StepButtons({ handle: { drawing, undo, redo } }: { readonly handle: DrawingHandle }) {
  const { t } = useTranslation('cameras');
  const steps = [
    { label: t('detection.undo'), icon: IconArrowBackUp, to: drawing.past, take: undo },
    { label: t('detection.redo'), icon: IconArrowForwardUp, to: drawing.future, take: redo },
  ];
  return steps.map(({ label, icon: Icon, to, take }) => (
    <Tooltip key={label} label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} disabled={to.length === 0} onClick={take}>
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  ));
}
