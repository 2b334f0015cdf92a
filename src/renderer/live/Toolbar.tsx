import { ActionIcon, Group, SegmentedControl, Text, Title, Tooltip, VisuallyHidden } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconMaximize,
  IconScan,
  IconScanEye,
  IconWalk,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CameraView } from '../../shared/camera.ts';
import { layouts, parseLayout, type Layout } from './layout.ts';
import classes from './LivePage.module.css';

/** Title, how the cameras are, and the choice of grid and page. */
export function Toolbar({
  cameras,
  layout,
  page,
  pages,
  onLayout,
  onPage,
  overlay,
  onOverlay,
  events,
  onFullscreen,
  onHelp,
}: {
  readonly cameras: readonly CameraView[];
  readonly layout: Layout;
  readonly page: number;
  readonly pages: number;
  readonly onLayout: (layout: Layout) => void;
  readonly onPage: (by: 1 | -1) => void;
  /** Whether boxes are drawn over any picture; null: no camera has detection. */
  readonly overlay: boolean | null;
  readonly onOverlay: () => void;
  /** The list of events beside the grid. */
  readonly events: { readonly open: boolean; readonly toggle: () => void };
  readonly onFullscreen: () => void;
  readonly onHelp: () => void;
}) {
  const { t } = useTranslation('live');
  const wanted = cameras.filter(({ status }) => status.state !== 'disabled');
  const ok = wanted.filter(({ status }) => status.state === 'ok').length;
  const summary =
    ok === wanted.length ? t('summary.allOk', { count: ok }) : t('summary.some', { ok, count: wanted.length });
  const button = { variant: 'subtle', color: 'gray', size: 'lg' } as const;
  return (
    <div className={classes['toolbar']}>
      <Title order={1} size="h3" flex="none">
        {t('title')}
      </Title>
      <Text className={classes['summary'] ?? ''} c={ok === wanted.length ? 'dark.2' : 'orange.4'} role="status">
        {summary}
      </Text>
      <Group ml="auto" gap="xs" wrap="nowrap" className={classes['controls'] ?? ''}>
        {pages > 1 && (
          <Group gap={4} wrap="nowrap" role="group" aria-label={t('pager.label')}>
            <Tooltip label={t('pager.previous')}>
              <ActionIcon {...button} aria-label={t('pager.previous')} disabled={page === 0} onClick={() => onPage(-1)}>
                <IconChevronLeft size={22} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }} aria-live="polite">
              <VisuallyHidden>{t('pager.at', { page: page + 1, pages })}</VisuallyHidden>
              <span aria-hidden>
                {page + 1} / {pages}
              </span>
            </Text>
            <Tooltip label={t('pager.next')}>
              <ActionIcon
                {...button}
                aria-label={t('pager.next')}
                disabled={page === pages - 1}
                onClick={() => onPage(1)}
              >
                <IconChevronRight size={22} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
        <SegmentedControl
          aria-label={t('layout.label')}
          value={String(layout)}
          onChange={(value) => onLayout(parseLayout(value) ?? layout)}
          data={layouts.map((tiles) => ({
            value: String(tiles),
            label: (
              <Tooltip label={t('layout.tiles', { count: tiles })} withArrow openDelay={400} offset={12}>
                <span>
                  <GridIcon columns={Math.sqrt(tiles)} />
                  <VisuallyHidden>{t('layout.tiles', { count: tiles })}</VisuallyHidden>
                </span>
              </Tooltip>
            ),
          }))}
        />
        {overlay !== null && (
          <Tooltip label={t('action.overlayAll')}>
            <ActionIcon {...button} aria-label={t('action.overlayAll')} aria-pressed={overlay} onClick={onOverlay}>
              {overlay ? (
                <IconScanEye size={22} stroke={1.7} aria-hidden />
              ) : (
                <IconScan size={22} stroke={1.7} aria-hidden />
              )}
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t('action.events')}>
          <ActionIcon
            {...button}
            variant={events.open ? 'light' : 'subtle'}
            color={events.open ? 'blue' : 'gray'}
            aria-label={t('action.events')}
            aria-pressed={events.open}
            onClick={events.toggle}
          >
            <IconWalk size={22} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('action.fullscreen')}>
          <ActionIcon {...button} aria-label={t('action.fullscreen')} onClick={onFullscreen}>
            <IconMaximize size={22} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('action.shortcuts')}>
          <ActionIcon {...button} visibleFrom="xs" aria-label={t('action.shortcuts')} onClick={onHelp}>
            <IconKeyboard size={22} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}

/** A small picture of the grid: as many cells as the layout has. */
function GridIcon({ columns }: { readonly columns: number }) {
  const cell = (24 - (columns - 1) * 2) / columns;
  const height = (16 - (columns - 1) * 2) / columns;
  const cells = Array.from({ length: columns * columns }, (_, index) => index);
  return (
    <svg width={24} height={16} aria-hidden style={{ display: 'block', margin: '3px 2px' }}>
      {cells.map((index) => (
        <rect
          key={index}
          x={(index % columns) * (cell + 2)}
          y={Math.floor(index / columns) * (height + 2)}
          width={cell}
          height={height}
          rx={1}
          fill="currentColor"
        />
      ))}
    </svg>
  );
}
